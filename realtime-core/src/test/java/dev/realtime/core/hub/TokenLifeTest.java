package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A connection with a token")
class TokenLifeTest extends OneLaneHub {

    @Nested
    @DisplayName("that ends while it is open")
    class Ending {

        @Test
        @DisplayName("AU16: is warned at half of a short life and goes before the grace is over")
        void isWarnedAndGoes() {
            Peer ann = connect(Duration.ofSeconds(6));
            ann.hears();

            lane.advance(Duration.ofMillis(2_900));
            assertThat(ann.hears()).isEmpty();
            lane.advance(Duration.ofMillis(1_100));
            assertThat(ann.hears()).containsExactly("failure TOKEN_EXPIRED unasked");

            lane.advance(Duration.ofSeconds(25));
            assertThat(ann.closedWith()).isZero();
            lane.advance(Duration.ofSeconds(2));
            assertThat(ann.hears()).contains("goodbye TOKEN_EXPIRED");
            assertThat(ann.closedWith()).isEqualTo(4002);
        }

        @Test
        @DisplayName("AU16: nothing is delivered once the grace is over")
        void hearsNothingAfterTheEnd() {
            Peer ann = connect(Duration.ofSeconds(6)).says("subscribe chat");
            lane.advance(Duration.ofSeconds(31));
            ann.hears();

            publishes(1);

            assertThat(ann.hears()).isEmpty();
            assertThat(stats().subscribers()).isEmpty();
        }

        @Test
        void isWarnedThirtySecondsBeforeTheEndOfALongLife() {
            Peer ann = connect(Duration.ofMinutes(10));
            lives(ann, Duration.ofSeconds(569));
            assertThat(ann.hears()).doesNotContain("failure TOKEN_EXPIRED unasked");

            lives(ann, Duration.ofSeconds(2));

            assertThat(ann.hears()).containsOnlyOnce("failure TOKEN_EXPIRED unasked");
        }

        @Test
        void isWarnedOnce() {
            Peer ann = connect(Duration.ofSeconds(40));

            lives(ann, Duration.ofSeconds(60));

            assertThat(ann.hears()).containsOnlyOnce("failure TOKEN_EXPIRED unasked");
        }

        @Test
        void theGraceCanBeSet() {
            hub = builder()
                    .limits(Limits.DEFAULT.with(limits -> limits.tokenGrace = Duration.ofSeconds(2)))
                    .build();
            Peer ann = connect(Duration.ofSeconds(6));

            lane.advance(Duration.ofSeconds(8));

            assertThat(ann.closedWith()).isEqualTo(4002);
        }

        @Test
        void beginsToEndAsSoonAsThePeerHasPresentedItself() {
            Issuer issuer = new Issuer().issues("t", ann().expiresAt(in(Duration.ofSeconds(8))));
            Peer ann = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty(), issuer);
            lane.advance(Duration.ofMillis(2_500));

            ann.says("connect t");
            lane.advance(Duration.ofSeconds(5));

            assertThat(ann.hears()).contains("failure TOKEN_EXPIRED unasked");
        }
    }

    @Nested
    @DisplayName("and a wall clock")
    class WallClock {

        @Test
        @DisplayName("F18: that jumps an hour ahead goes within one heartbeat")
        void seesAJumpOfTheClock() {
            Peer ann = connect(Duration.ofMinutes(30));

            lane.turnWallClock(Duration.ofHours(1));
            lane.advance(Duration.ofSeconds(31));

            assertThat(ann.closedWith()).isEqualTo(4002);
        }

        @Test
        @DisplayName("F18: that goes back keeps its token longer, and its heartbeat")
        void goesByTheClockThatWasSetBack() {
            Peer ann = connect(Duration.ofSeconds(10));

            lane.turnWallClock(Duration.ofHours(-1));
            lane.advance(Duration.ofSeconds(40));

            assertThat(ann.closedWith()).isZero();
            assertThat(ann.hears()).contains("PING");
        }

        @ParameterizedTest
        @DisplayName("AU11: an end far away does not come at once, in days")
        @ValueSource(longs = {25, 50, 300 * 366, 2_900_000})
        void aDistantEndIsDistant(long days) {
            Peer ann = connect(Duration.ofDays(days));

            lives(ann, Duration.ofMinutes(5));

            assertThat(ann.closedWith()).isZero();
            assertThat(ann.hears()).doesNotContain("failure TOKEN_EXPIRED unasked");
        }

        @Test
        void anEndBeyondAllDatesIsNone() {
            Peer ann = connect(ann().expiresAt(Instant.MAX));

            lives(ann, Duration.ofMinutes(5));

            assertThat(ann.closedWith()).isZero();
            assertThat(ann.hears()).doesNotContain("failure TOKEN_EXPIRED unasked");
        }
    }

    @Nested
    @DisplayName("that has ended before it opens")
    class Ended {

        @Test
        void opensWithinTheGraceAndIsWarnedAtOnce() {
            Peer ann = connect(Duration.ofSeconds(-10));

            lane.advance(Duration.ofSeconds(1));
            assertThat(ann.hears()).contains("connected ann", "failure TOKEN_EXPIRED unasked");
            lane.advance(Duration.ofSeconds(14));
            assertThat(ann.closedWith()).isEqualTo(4002);
        }

        @ParameterizedTest
        @ValueSource(strings = {"2025-12-31T23:59:35Z", "1969-12-31T00:00:00Z", "-1000000000-01-01T00:00:00Z"})
        void doesNotOpenAfterTheGrace(String end) {
            Peer ann = connect(ann().expiresAt(Instant.parse(end)));

            assertThat(ann.hears()).containsExactly("failure TOKEN_EXPIRED unasked", "goodbye TOKEN_EXPIRED");
            assertThat(ann.closedWith()).isEqualTo(4002);
        }
    }

    @Test
    void withoutATokenNothingEnds() {
        Peer ann = connect(ann());

        lives(ann, Duration.ofHours(3));

        assertThat(ann.closedWith()).isZero();
        assertThat(connectionOf("ann").pulse()).hasFieldOrPropertyWithValue("deadlines", null);
    }

    /** Lets time pass for a peer that shows life. */
    private void lives(Peer peer, Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 20_000) {
            lane.advance(Duration.ofMillis(Math.min(20_000, left)));
            peer.says("ping");
        }
    }

    private Peer connect(Duration life) {
        return connect(ann().expiresAt(in(life)));
    }

    private Peer connect(Identity identity) {
        return Peer.connect(hub, lane, LineDialect.IMPLICIT, Optional.of(identity));
    }

    private Instant in(Duration time) {
        return lane.instant().plus(time);
    }

    private static Identity ann() {
        return Identity.verified(UserId.of("ann"));
    }
}
