package dev.realtime.core.policy;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.policy.OffenceBook.Terms;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A book in which 3 offences in 10 s mean 1 min, and 5 min at most")
class OffenceBookTest {

    // Five seconds before the clock wraps: every test also proves that only differences count.
    private static final long START = Long.MAX_VALUE - ofSeconds(5).toNanos();

    private final OffenceBook<String> book =
            new OffenceBook<>(new Terms(3, ofSeconds(10), ofMinutes(1), ofMinutes(5)), 100);

    @Test
    void countsUpToTheLimit() {
        assertThat(offendAt(0)).isZero();
        assertThat(offendAt(4)).isZero();
        assertThat(blockedAt(4)).isZero();
        assertThat(offendAt(9)).isEqualTo(60);
        assertThat(blockedAt(9)).isEqualTo(60);
    }

    @Test
    void theWindowEndsWhatWasCounted() {
        offendAt(0);
        offendAt(9);

        assertThat(offendAt(10)).isZero();
        assertThat(offendAt(11)).isZero();
        assertThat(offendAt(12)).isEqualTo(60);
    }

    @Test
    void theWindowBeginsWithTheFirstOffenceWhereverTheClockStands() {
        book.offended("ann", 1, ofSeconds(9).toNanos());
        book.offended("ann", 1, ofSeconds(18).toNanos());

        assertThat(book.offended("ann", 1, ofSeconds(18).toNanos())).isPositive();
    }

    @Test
    @DisplayName("AU25: a block ends by itself")
    void aBlockEnds() {
        block(0);

        assertThat(blockedAt(59)).isEqualTo(1);
        assertThat(blockedAt(60)).isZero();
        assertThat(offendAt(60)).isZero();
        assertThat(offendAt(60)).isZero();
        assertThat(offendAt(60)).isPositive();
    }

    @Test
    @DisplayName("AU25: who is shut out makes it no longer by trying on")
    void isNotProlonged() {
        block(0);

        assertThat(offendAt(30)).isZero();
        assertThat(blockedAt(30)).isEqualTo(30);
        assertThat(offendAt(60)).isZero();
        assertThat(offendAt(60)).isZero();
    }

    @Test
    void doublesUpToTheLongest() {
        assertThat(block(0)).isEqualTo(60);
        assertThat(block(100)).isEqualTo(120);
        assertThat(block(300)).isEqualTo(240);
        assertThat(block(600)).isEqualTo(300);
        assertThat(block(1_000)).isEqualTo(300);
    }

    @Test
    void aLongestThatIsAPowerOfTwoIsMetExactly() {
        OffenceBook<String> four = new OffenceBook<>(new Terms(1, ofSeconds(1), ofSeconds(1), ofSeconds(4)), 2);
        assertThat(four.offended("ann", 1, 0)).isEqualTo(ofSeconds(1).toNanos());
        assertThat(four.offended("ann", 1, ofSeconds(1).toNanos()))
                .isEqualTo(ofSeconds(2).toNanos());
        assertThat(four.offended("ann", 1, ofSeconds(3).toNanos()))
                .isEqualTo(ofSeconds(4).toNanos());
        assertThat(four.offended("ann", 1, ofSeconds(7).toNanos()))
                .isEqualTo(ofSeconds(4).toNanos());
    }

    @Test
    void doublingNeverOverflows() {
        Duration century = Duration.ofDays(36_500);
        OffenceBook<String> long_ = new OffenceBook<>(
                new Terms(1, ofSeconds(1), century, century.plus(century).minusSeconds(1)), 2);
        long_.offended("ann", 1, 0);

        assertThat(long_.offended("ann", 1, century.toNanos()))
                .isEqualTo(century.plus(century).minusSeconds(1).toNanos());
    }

    @Test
    void whoStaysOutOfTroubleBeginsAnew() {
        block(0);
        block(60);
        // The second one ends at 180, and is forgiven five minutes later.
        assertThat(block(180 + 299)).isEqualTo(240);
        assertThat(block(180 + 299 + 240 + 300)).isEqualTo(60);
    }

    @Test
    void eachAnswersForItself() {
        block(0);

        assertThat(book.blockedNanos("bob", at(0))).isZero();
        assertThat(book.offended("bob", 1, at(0))).isZero();
    }

    @Test
    void pardonForgetsAll() {
        block(0);

        assertThat(book.pardon("ann", at(59))).isTrue();
        assertThat(blockedAt(59)).isZero();
        assertThat(block(59)).isEqualTo(60);
        assertThat(book.pardon("ann", at(59 + 60))).isFalse();
        assertThat(book.pardon("bob", at(59))).isFalse();
    }

    @Test
    void tellsWhoIsShutOut() {
        block(0);
        book.offended("bob", 1, at(0));

        assertThat(book.blocked(at(20))).isEqualTo(Map.of("ann", ofSeconds(40).toNanos()));
        assertThat(book.blocked(at(60))).isEmpty();
    }

    @Test
    @DisplayName("AU25: the book is no way to fill the memory: a million offenders, 100,000 kept")
    void isBounded() {
        OffenceBook<Integer> large = new OffenceBook<>(new Terms(1, ofSeconds(1), ofMinutes(1), ofMinutes(1)), 100_000);
        for (int who = 0; who < 1_000_000; who++) {
            large.offended(who, 1, START);
        }

        assertThat(large.blocked(START).size()).isBetween(50_000, 100_000);
        assertThat(large.blockedNanos(999_999, START)).isPositive();
        assertThat(large.blockedNanos(0, START)).isZero();
    }

    @Test
    void anOffenceMayCountForSeveral() {
        assertThat(book.offended("ann", 2, at(0))).isZero();
        assertThat(book.offended("ann", 2, at(1))).isPositive();
        assertThat(book.offended("bob", 3, at(0))).isPositive();
    }

    @Test
    void refusesTermsWithoutAnEndOrABeginning() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Terms(0, ofSeconds(1), ofSeconds(1), ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Terms(1, Duration.ZERO, ofSeconds(1), ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Terms(1, ofSeconds(-1), ofSeconds(1), ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Terms(1, ofSeconds(1), Duration.ZERO, ofSeconds(1)))
                .withMessageContaining("PT0S, PT1S");
        assertThatIllegalArgumentException().isThrownBy(() -> new Terms(1, ofSeconds(1), ofSeconds(-1), ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Terms(1, ofSeconds(1), ofSeconds(2), ofSeconds(1)));
        assertThat(new Terms(1, ofSeconds(1), ofSeconds(1), ofSeconds(1)).maxOffences())
                .isEqualTo(1);
    }

    /** Three offences at once. @return seconds shut out */
    private long block(long seconds) {
        offendAt(seconds);
        offendAt(seconds);
        return offendAt(seconds);
    }

    private long offendAt(long seconds) {
        return Duration.ofNanos(book.offended("ann", 1, at(seconds))).toSeconds();
    }

    private long blockedAt(long seconds) {
        return Duration.ofNanos(book.blockedNanos("ann", at(seconds))).toSeconds();
    }

    private static long at(long seconds) {
        return START + ofSeconds(seconds).toNanos();
    }
}
