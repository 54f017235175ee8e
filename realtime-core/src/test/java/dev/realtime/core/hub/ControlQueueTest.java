package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Limits;
import dev.realtime.core.frame.EncodedFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlQueueTest {

    private static final Limits LIMITS = Limits.DEFAULT.with(limits -> {
        limits.maxControlFrames = 3;
        limits.maxControlBytes = 10;
    });

    private final ControlQueue queue = new ControlQueue();

    @Test
    void givesFramesInTheirOrderAndForgetsTheTakenOnes() {
        queue.add(frame("a"));
        queue.add(frame("b"));
        assertThat(words(10)).containsExactly("a", "b");

        queue.taken();
        assertThat(words(10)).containsExactly("b");
        queue.taken();

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.size()).isZero();
    }

    @Test
    void givesTheNewestPongFirst() {
        queue.add(frame("a"));
        queue.add(EncodedFrame.pong("old".getBytes(StandardCharsets.UTF_8)));
        queue.add(EncodedFrame.pong("new".getBytes(StandardCharsets.UTF_8)));

        assertThat(queue.size()).isEqualTo(2);
        assertThat(words(10)).containsExactly("new", "a");
        queue.taken();
        assertThat(words(10)).containsExactly("a");
    }

    @Test
    void givesNoMoreThanThereIsRoomFor() {
        queue.add(EncodedFrame.pong(new byte[0]));
        queue.add(frame("a"));
        queue.add(frame("b"));

        assertThat(words(2)).containsExactly("", "a");
    }

    @Test
    void isFullAfterSoManyFrames() {
        queue.add(frame("a"));
        queue.add(frame("b"));
        assertThat(queue.hasRoomFor(frame("c"), LIMITS)).isTrue();

        queue.add(frame("c"));

        assertThat(queue.hasRoomFor(frame("d"), LIMITS)).isFalse();
        assertThat(queue.hasRoomFor(EncodedFrame.pong(new byte[0]), LIMITS)).isTrue();
    }

    @Test
    void isFullAfterSoManyBytesUntilSomeAreTaken() {
        queue.add(frame("12345"));
        assertThat(queue.hasRoomFor(frame("12345"), LIMITS)).isTrue();
        assertThat(queue.hasRoomFor(frame("123456"), LIMITS)).isFalse();
        queue.add(frame("1"));

        queue.taken();

        assertThat(queue.hasRoomFor(frame("123456789"), LIMITS)).isTrue();
    }

    @Test
    void isHalfFullBeyondHalfOfItsFrames() {
        queue.add(frame("a"));
        assertThat(queue.isHalfFull(LIMITS)).isFalse();

        queue.add(frame("b"));

        assertThat(queue.isHalfFull(LIMITS)).isTrue();
    }

    @Test
    void isHalfFullBeyondHalfOfItsBytes() {
        queue.add(frame("12345"));
        assertThat(queue.isHalfFull(LIMITS)).isFalse();
        queue.taken();

        queue.add(frame("123456"));

        assertThat(queue.isHalfFull(LIMITS)).isTrue();
    }

    @Test
    void takesOneFrameThatIsLargerThanAllTogetherMayBe() {
        assertThat(queue.hasRoomFor(frame("12345678901"), LIMITS)).isTrue();
    }

    @Test
    void forgetsEverything() {
        queue.add(frame("1234567890"));
        queue.add(EncodedFrame.pong(new byte[0]));

        queue.clear();

        assertThat(queue.isEmpty()).isTrue();
        queue.add(frame("1"));
        assertThat(queue.hasRoomFor(frame("123456789"), LIMITS)).isTrue();
    }

    private List<String> words(int room) {
        EncodedFrame[] frames = new EncodedFrame[room];
        return Arrays.stream(frames, 0, queue.copyTo(frames))
                .map(EncodedFrame::text)
                .toList();
    }

    private static EncodedFrame frame(String word) {
        return EncodedFrame.text(word.getBytes(StandardCharsets.UTF_8));
    }
}
