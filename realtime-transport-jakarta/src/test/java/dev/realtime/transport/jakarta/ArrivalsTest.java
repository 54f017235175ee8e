package dev.realtime.transport.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.spi.Inbound;
import dev.realtime.transport.jakarta.Arrivals.Room;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Arrivals with room for 1,000 bytes")
class ArrivalsTest {

    private final Arrivals arrivals = new Arrivals(1_000);
    private final List<String> brought = new ArrayList<>();

    @Test
    void areBroughtAtOnceWhileTheEngineReads() {
        arrive("a");
        arrive("b");

        assertThat(brought).containsExactly("a", "b");
    }

    @Test
    void takeAMessageOfAnySizeIntoAnEmptyPlace() {
        assertThat(arrivals.announce(50_000)).isEqualTo(Room.ENOUGH);
    }

    @Test
    void countOnlyWhatWaits() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(arrivals.announce(500)).isEqualTo(Room.ENOUGH);
            arrivals.arrived(500, engine -> brought.add("x"), Inbound.nobody());
        }

        assertThat(brought).hasSize(1_000);
    }

    @Nested
    class WhileTheEngineDoesNotRead {
        private final boolean began = arrivals.reading(false);

        @Test
        void areKept() {
            arrive("a");

            assertThat(began).isFalse();
            assertThat(brought).isEmpty();
        }

        @Test
        void areBroughtInOrderWhenItReadsAgain() {
            arrive("a");
            arrive("b");

            assertThat(arrivals.reading(true)).isTrue();
            arrivals.bring(Inbound.nobody());

            assertThat(brought).containsExactly("a", "b");
        }

        @Test
        void stopInTheMiddleWhenItStopsReadingAgain() {
            arrivals.announce(1);
            arrivals.arrived(1, engine -> arrivals.reading(false), Inbound.nobody());
            arrive("later");

            arrivals.reading(true);
            arrivals.bring(Inbound.nobody());

            assertThat(brought).isEmpty();
        }

        @Test
        void overflowOnce() {
            assertThat(arrivals.announce(900)).isEqualTo(Room.ENOUGH);
            assertThat(arrivals.announce(900)).isEqualTo(Room.ENOUGH);
            assertThat(arrivals.announce(1)).isEqualTo(Room.NO_LONGER);
            assertThat(arrivals.announce(1)).isEqualTo(Room.NONE);
        }
    }

    private void arrive(String name) {
        arrivals.announce(1);
        arrivals.arrived(1, (Inbound engine) -> brought.add(name), Inbound.nobody());
    }
}
