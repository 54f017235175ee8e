package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelOptions.Window;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A channel's window")
class ChannelLogTest {

    private static final int SIZE = Entry.sizeOf(message(0));

    private final ChannelLog log = new ChannelLog("e", 100, new Window(20, 40L * SIZE));

    @Nested
    @DisplayName("that is new")
    class New {

        @Test
        void isEmptyAfterTheHeadOfItsStream() {
            assertThat(log.head()).isEqualTo(100);
            assertThat(log.tail()).isEqualTo(101);
            assertThat(log.isEmpty()).isTrue();
            assertThat(log.hasRing()).isFalse();
            assertThat(log.get(100)).isNull();
            assertThat(log.get(101)).isNull();
        }

        @Test
        void takesAnEntryLargerThanItself() {
            assertThat(log.hasRoomFor(Integer.MAX_VALUE)).isTrue();
        }
    }

    @Nested
    @DisplayName("with entries")
    class WithEntries {

        @Test
        void findsEachAtItsOffsetWhileTheRingGrows() {
            append(30);

            for (long offset = 101; offset <= 130; offset++) {
                assertThat(log.get(offset).offset()).isEqualTo(offset);
            }
            assertThat(log.get(131)).isNull();
            assertThat(log.get(100)).isNull();
        }

        @Test
        void hasRoomForAPowerOfTwoOfEntriesAndNoMore() {
            append(31);
            assertThat(log.hasRoomFor(1)).isTrue();

            append(1);

            assertThat(log.hasRoomFor(1)).isFalse();
        }

        @Test
        void hasRoomUpToItsLastByte() {
            append(1, 30 * SIZE);
            long left = 40L * SIZE - log.windowBytes();

            assertThat(log.hasRoomFor((int) left)).isTrue();
            assertThat(log.hasRoomFor((int) left + 1)).isFalse();
        }

        @Test
        void letsGoWhatIsTrimmedAndKeepsTheRest() {
            append(10);

            log.trimTo(104);

            assertThat(log.tail()).isEqualTo(105);
            assertThat(log.get(104)).isNull();
            assertThat(log.get(105)).isNotNull();
            assertThat(log.windowBytes()).isEqualTo(6L * SIZE);
            assertThat(log.totalBytes()).isEqualTo(10L * SIZE);
        }

        @Test
        void trimsNothingTwiceAndNothingBeyondItsHead() {
            append(3);

            log.trimTo(101);
            log.trimTo(100);
            assertThat(log.tail()).isEqualTo(102);
            log.trimTo(1_000);

            assertThat(log.tail()).isEqualTo(104);
            assertThat(log.isEmpty()).isTrue();
            assertThat(log.windowBytes()).isZero();
        }

        @Test
        void usesSlotsAgainWithoutConfusingTheirOffsets() {
            for (int round = 0; round < 10; round++) {
                append(12);
                log.trimTo(log.head() - 4);
            }

            assertThat(log.head()).isEqualTo(220);
            assertThat(log.get(217).offset()).isEqualTo(217);
            assertThat(log.get(217 - 16)).isNull();
            assertThat(log.get(217 - 32)).isNull();
        }

        @Test
        void keepsItsRingUntilItIsEmpty() {
            append(1);
            assertThat(log.releaseRing()).isFalse();
            assertThat(log.hasRing()).isTrue();

            log.trimTo(101);

            assertThat(log.releaseRing()).isTrue();
            assertThat(log.hasRing()).isFalse();
            append(1);
            assertThat(log.get(102)).isNotNull();
        }

        @Test
        void goesOnAfterALostStretch() {
            append(3);

            log.jumpTo(500);
            assertThat(log.isEmpty()).isTrue();
            append(1);

            assertThat(log.tail()).isEqualTo(501);
            assertThat(log.get(501).startBytes()).isEqualTo(3L * SIZE);
            assertThat(log.get(103)).isNull();
        }
    }

    @Nested
    @DisplayName("is half full since an offset")
    class HalfFull {

        @Test
        void whenHalfOfItsEntriesAreNewer() {
            append(15);
            assertThat(log.isHalfFullSince(100)).isFalse();

            append(1);

            assertThat(log.isHalfFullSince(100)).isTrue();
            assertThat(log.isHalfFullSince(101)).isFalse();
        }

        @Test
        void whenExactlyHalfOfItsBytesAreNewer() {
            ChannelLog small = new ChannelLog("e", 100, new Window(32, 4L * SIZE));
            for (int i = 0; i < 3; i++) {
                small.append(new Entry(new Publication(small.head() + 1, 0, message(0)), small.totalBytes(), 0));
            }

            assertThat(small.isHalfFullSince(101)).isTrue();
            assertThat(small.isHalfFullSince(102)).isFalse();
        }

        @Test
        void whenHalfOfItsBytesAreNewer() {
            append(1, 30 * SIZE);

            assertThat(log.isHalfFullSince(100)).isTrue();
            assertThat(log.isHalfFullSince(101)).isFalse();
        }
    }

    private void append(int count) {
        append(count, 0);
    }

    private void append(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            log.append(new Entry(new Publication(log.head() + 1, 0, message(bytes)), log.totalBytes(), 0));
        }
    }

    private static Message message(int bytes) {
        return Message.of(Payload.binary(new byte[bytes]));
    }
}
