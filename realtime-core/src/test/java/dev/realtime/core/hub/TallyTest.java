package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Publication;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The tally of a turn")
class TallyTest {

    private final Told told = new Told();
    private final Tally tally = new Tally(told.telemetry());

    @Test
    void tellsNothingOfNothing() {
        tally.begin(5);
        tally.tell(9, false);

        assertThat(told.all()).isEmpty();
    }

    @Test
    void tellsEverythingOnce() {
        Dialect json = new Named("json");
        tally.begin(10);
        tally.sent(json, 2, 30);
        tally.sent(json, 1, 12);
        tally.sent(new Named("lines"), 1, 5);
        tally.delivered(2);
        tally.delivered(1);
        tally.news(at(7));
        tally.news(at(3));
        tally.news(at(9));
        tally.waiting(at(1));
        tally.waiting(at(2));

        tally.tell(20, true);
        assertThat(told.all())
                .containsExactly("sent json 3 42", "sent lines 1 5", "delivered 3 17", "waiting 19", "turned 10");

        told.forget();
        tally.begin(30);
        tally.tell(40, true);
        assertThat(told.all()).containsExactly("turned 10");
    }

    @Test
    void goesOnWhereAClockWraps() {
        tally.begin(Long.MIN_VALUE + 5);
        tally.delivered(1);
        tally.news(at(Long.MAX_VALUE - 4));

        tally.tell(Long.MIN_VALUE + 7, false);

        assertThat(told.all()).containsExactly("delivered 1 12");
    }

    @Test
    @DisplayName("keeps no list of dialects that grows with whoever makes one for each connection")
    void forgetsDialects() {
        IntStream.range(0, 40).forEach(i -> tally.sent(new Named("d" + i), 1, i));
        assertThat(told.all()).hasSize(32);

        tally.tell(0, false);

        assertThat(told.all())
                .containsExactlyElementsOf(IntStream.range(0, 40)
                        .mapToObj(i -> "sent d" + i + " 1 " + i)
                        .toList());
    }

    private static Entry at(long nanos) {
        return new Entry(new Publication(1, 0, OneLaneHub.message("1")), 0, nanos);
    }

    private record Named(String name) implements Dialect {
        @Override
        public boolean startsWithConnect() {
            return false;
        }

        @Override
        public ClientFrame decode(byte[] utf8) {
            throw new AssertionError("nobody says anything");
        }

        @Override
        public ClientFrame decodeBinary(byte[] bytes) {
            return decode(bytes);
        }

        @Override
        public EncodedFrame encode(ServerFrame frame) {
            throw new AssertionError("nobody is told anything");
        }
    }
}
