package dev.realtime.core.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.Identity;
import dev.realtime.core.Revocation;
import dev.realtime.core.UserId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A list of three revocations, kept for 25 s beyond the tokens' end")
class RevocationListTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.500Z");
    private static final UserId ANN = UserId.of("ann");

    private final RevocationList list = new RevocationList(3, Duration.ofSeconds(25));

    @Nested
    @DisplayName("given a revoked token")
    class OfAToken {

        @Test
        void coversItAndNoOther() {
            list.add(Revocation.ofToken("t1", in(60)), NOW);

            assertThat(list.covers(token("t1"), NOW)).isTrue();
            assertThat(list.covers(token("t2"), NOW)).isFalse();
            assertThat(list.covers(Identity.verified(ANN), NOW)).isFalse();
        }

        @Test
        void isNotMistakenForAUserOfThatName() {
            list.add(Revocation.ofToken("ann", in(60)), NOW);

            assertThat(list.covers(Identity.verified(ANN), NOW)).isFalse();
        }

        @Test
        @DisplayName("a token was good again between its end and the end of its grace")
        void coversItAsLongAsItCouldOpenAnything() {
            list.add(Revocation.ofToken("t1", in(60)), NOW);

            assertThat(list.covers(token("t1"), NOW.plusSeconds(84))).isTrue();
            assertThat(list.covers(token("t1"), NOW.plusSeconds(85))).isFalse();
        }

        @Test
        void canBeKeptForEver() {
            list.add(Revocation.ofToken("t1", Instant.MAX), NOW);

            assertThat(list.covers(token("t1"), Instant.parse("9999-01-01T00:00:00Z")))
                    .isTrue();
        }

        @Test
        void isKeptToTheLaterOfTwoEnds() {
            list.add(Revocation.ofToken("t1", in(60)), NOW);
            list.add(Revocation.ofToken("t1", in(10)), NOW);

            assertThat(list.covers(token("t1"), NOW.plusSeconds(80))).isTrue();
            assertThat(list.size()).isEqualTo(1);
        }

        @Test
        void needsAnIdOfSomeLength() {
            assertThatIllegalArgumentException().isThrownBy(() -> Revocation.ofToken("", NOW));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Revocation.ofToken("x".repeat(257), NOW))
                    .withMessageContaining("257");
        }
    }

    @Nested
    @DisplayName("given a user whose tokens were revoked")
    class OfAUser {

        @Test
        void coversWhatWasIssuedBefore() {
            list.add(Revocation.ofUser(ANN, NOW), NOW);

            assertThat(list.covers(issued(NOW.minusSeconds(1)), NOW)).isTrue();
            assertThat(list.covers(issued(NOW), NOW)).isFalse();
            assertThat(list.covers(issued(NOW.plusSeconds(1)), NOW)).isFalse();
        }

        @Test
        @DisplayName("tokens tell whole seconds, so one of the same second counts as issued before")
        void coversWhatWasIssuedInTheSameSecond() {
            list.add(Revocation.ofUser(ANN, NOW), NOW);

            assertThat(list.covers(issued(Instant.parse("2026-01-01T12:00:00Z")), NOW))
                    .isTrue();
            assertThat(list.covers(issued(Instant.parse("2026-01-01T12:00:01Z")), NOW))
                    .isFalse();
        }

        @Test
        void coversWhatDoesNotSayWhenItWasIssued() {
            list.add(Revocation.ofUser(ANN, NOW), NOW);

            assertThat(list.covers(Identity.verified(ANN), NOW)).isTrue();
            assertThat(list.covers(Identity.claimed(ANN), NOW)).isTrue();
        }

        @Test
        void coversNobodyElse() {
            list.add(Revocation.ofUser(ANN, NOW), NOW);

            assertThat(list.covers(Identity.verified(UserId.of("bob")), NOW)).isFalse();
            assertThat(list.covers(Identity.verified(new UserId("globex", "ann")), NOW))
                    .isFalse();
        }

        @Test
        void goesByTheLaterOfTwo() {
            list.add(Revocation.ofUser(ANN, NOW.plusSeconds(10)), NOW);
            list.add(Revocation.ofUser(ANN, NOW), NOW);

            assertThat(list.covers(issued(NOW.plusSeconds(5)), NOW)).isTrue();
        }
    }

    @Nested
    @DisplayName("when it is full")
    class Full {

        @Test
        void dropsWhatEndsSoonest() {
            list.add(Revocation.ofToken("long", in(300)), NOW);
            list.add(Revocation.ofToken("short", in(100)), NOW);
            list.add(Revocation.ofUser(ANN, NOW), NOW);

            list.add(Revocation.ofToken("new", in(50)), NOW);

            assertThat(list.size()).isEqualTo(3);
            assertThat(list.covers(token("short"), NOW)).isFalse();
            assertThat(list.covers(token("long"), NOW)).isTrue();
            assertThat(list.covers(token("new"), NOW)).isTrue();
            assertThat(list.covers(Identity.verified(ANN), NOW)).isTrue();
        }

        @Test
        void dropsTheOldestOfThoseWithoutAnEnd() {
            for (String user : new String[] {"c", "b", "a", "d"}) {
                list.add(Revocation.ofUser(UserId.of(user), NOW), NOW);
            }

            assertThat(list.size()).isEqualTo(3);
            assertThat(list.covers(Identity.verified(UserId.of("c")), NOW)).isFalse();
            assertThat(list.covers(Identity.verified(UserId.of("a")), NOW)).isTrue();
        }

        @Test
        void dropsNothingForOneThatIsThere() {
            list.add(Revocation.ofToken("t1", in(10)), NOW);
            list.add(Revocation.ofToken("t2", in(10)), NOW);
            list.add(Revocation.ofToken("t3", in(10)), NOW);

            list.add(Revocation.ofToken("t3", in(20)), NOW);

            assertThat(list.covers(token("t1"), NOW)).isTrue();
            assertThat(list.size()).isEqualTo(3);
        }

        @Test
        void dropsWhatHasEndedFirst() {
            list.add(Revocation.ofToken("t1", in(10)), NOW);
            list.add(Revocation.ofToken("t2", in(10)), NOW);

            list.add(Revocation.ofToken("t3", in(90)), NOW.plusSeconds(36));

            assertThat(list.size()).isEqualTo(1);
        }
    }

    @Test
    void needsRoom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RevocationList(0, Duration.ZERO))
                .withMessageContaining("0");
    }

    private static Identity token(String id) {
        return Identity.verified(UserId.of("bob")).tokenId(id);
    }

    private static Identity issued(Instant moment) {
        return Identity.verified(ANN).issuedAt(moment);
    }

    private static Instant in(long seconds) {
        return NOW.plusSeconds(seconds);
    }
}
