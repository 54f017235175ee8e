package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Rate;
import dev.realtime.testkit.WireFrame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes beyond single frames; those are tried over a socket in {@link FramesTest}. */
class FrameGateTest {

    private final List<String> told = new ArrayList<>();
    private long now;
    private final FrameGate gate = new FrameGate(
            EdgeLimits.DEFAULT.with(limits -> {
                limits.maxMessageBytes = 1_000;
                limits.controls = new Rate(10, 3);
            }),
            () -> now,
            new Noting());

    @Test
    void readsOneFrameAtATime() {
        ByteBuf two = Unpooled.wrappedBuffer(
                WireFrame.text("a").bytes(), WireFrame.text("b").bytes());

        gate.read(two);

        assertThat(told).containsExactly("text a");
        assertThat(two.readableBytes()).isEqualTo(7);
    }

    @Test
    void controlFramesPassBetweenFragments() {
        read(WireFrame.text("a").unfinished(), WireFrame.ping((byte) 1), WireFrame.continuation((byte) 'b'));

        assertThat(told).containsExactly("heard", "ping 1", "text ab");
    }

    @Test
    void forgetsAMessageWithItsEnd() {
        read(
                WireFrame.binary(new byte[900]).unfinished(),
                WireFrame.continuation(new byte[100]),
                WireFrame.binary(new byte[1_000]));

        assertThat(told).containsExactly("heard", "binary 1000", "binary 1000");
    }

    @Test
    void refillsTheRateOfControlFrames() {
        for (int i = 0; i < 3; i++) {
            read(WireFrame.pong());
        }
        now += 100_000_000;
        read(WireFrame.pong());
        assertThat(told).containsOnly("heard");

        read(WireFrame.pong());

        assertThat(told).last().isEqualTo("violated 1008");
    }

    @Test
    void tellsOfNothingAfterAViolation() {
        read(WireFrame.text("x").withRsv(1), WireFrame.text("y"), WireFrame.close(1000));

        assertThat(told).containsExactly("violated 1002");
    }

    @Test
    void tellsOfNothingAfterAClose() {
        read(WireFrame.close(1000), WireFrame.text("y"), WireFrame.close(1001));

        assertThat(told).containsExactly("closed 1000");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void bytesMeanTheSameHoweverTheyAreCut(long seed) {
        Random random = new Random(seed);
        List<String> sent = new ArrayList<>();
        ByteBuf wire = Unpooled.buffer();
        for (int i = 0; i < 200; i++) {
            String text = "ä😀x".repeat(random.nextInt(110));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int cut = random.nextInt(bytes.length + 1);
            if (random.nextBoolean()) {
                wire.writeBytes(WireFrame.of(1, bytes).bytes());
            } else {
                wire.writeBytes(
                        WireFrame.of(1, Arrays.copyOf(bytes, cut)).unfinished().bytes());
                wire.writeBytes(WireFrame.continuation(Arrays.copyOfRange(bytes, cut, bytes.length))
                        .bytes());
            }
            sent.add("text " + text);
        }

        while (wire.isReadable()) {
            ByteBuf piece = wire.readSlice(Math.min(wire.readableBytes(), 1 + random.nextInt(300)));
            while (piece.isReadable()) {
                gate.read(piece);
            }
        }

        assertThat(told).filteredOn(it -> !it.equals("heard")).isEqualTo(sent);
    }

    private void read(WireFrame... frames) {
        for (WireFrame frame : frames) {
            ByteBuf bytes = Unpooled.wrappedBuffer(frame.bytes());
            while (bytes.isReadable()) {
                gate.read(bytes);
            }
        }
    }

    private final class Noting implements FrameGate.Sink {
        @Override
        public void message(boolean isText, byte[] payload) {
            told.add(isText ? "text " + new String(payload, StandardCharsets.UTF_8) : "binary " + payload.length);
        }

        @Override
        public void pinged(byte[] payload) {
            told.add("ping " + payload.length);
        }

        @Override
        public void heard() {
            told.add("heard");
        }

        @Override
        public void peerClosed(int code) {
            told.add("closed " + code);
        }

        @Override
        public void violated(int code, String reason) {
            told.add("violated " + code);
        }
    }
}
