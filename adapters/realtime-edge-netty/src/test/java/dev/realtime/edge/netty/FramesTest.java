package dev.realtime.edge.netty;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.testkit.PeerEvent;
import dev.realtime.testkit.PeerEvent.Closed;
import dev.realtime.testkit.RawPeer;
import dev.realtime.testkit.WireFrame;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks of group "frames" against a started edge. */
@Timeout(60)
class FramesTest {

    private static final int MAX = 64 * 1024;

    private static TestEdge edge;

    @BeforeAll
    static void start() {
        edge = TestEdge.withLimits(limits -> limits.closeTimeout = Duration.ofSeconds(2));
    }

    @AfterAll
    static void stop() {
        edge.close();
    }

    @Test
    void sendsBackWhatIsWellFormed() {
        try (RawPeer peer = edge.open()) {
            peer.send(WireFrame.text("grüße")).send(WireFrame.binary((byte) 1, (byte) 2));

            assertThat(peer.nextFrame().text()).isEqualTo("grüße");
            PeerEvent.Frame second = peer.nextFrame();
            assertThat(second.opcode()).isEqualTo(2);
            assertThat(second.payload()).containsExactly(1, 2);
        }
        assertThat(edge.server().event()).isEqualTo("text grüße");
    }

    @Test
    @DisplayName("FR01: an unmasked frame closes 1002 and is never processed")
    void refusesUnmaskedFrames() {
        closes(1002, WireFrame.text("hello").withoutMask().bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7})
    @DisplayName("FR02: reserved bits close 1002")
    void refusesReservedBits(int bits) {
        closes(1002, WireFrame.text("hello").withRsv(bits).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    @DisplayName("FR03: reserved opcodes close 1002")
    void refusesReservedOpcodes(int opcode) {
        closes(1002, WireFrame.of(opcode, new byte[0]).bytes());
    }

    @Test
    @DisplayName("FR04: a control frame that is long, fragmented or has a reserved bit closes 1002")
    void refusesBadControlFrames() {
        closes(1002, WireFrame.ping(new byte[126]).bytes());
        closes(1002, WireFrame.ping().unfinished().bytes());
        closes(1002, WireFrame.close(1000).unfinished().bytes());
        closes(1002, WireFrame.ping().withRsv(4).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535})
    @DisplayName("FR05: a close code that may not be sent closes 1002")
    void refusesBadCloseCodes(int code) {
        closes(1002, WireFrame.close(code).bytes());
    }

    @Test
    @DisplayName("FR05: a close body of one byte closes 1002")
    void refusesHalfACloseCode() {
        closes(1002, WireFrame.of(8, new byte[] {3}).bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 4999})
    @DisplayName("FR05: a close code that may be sent is answered with itself")
    void answersCloses(int code) {
        closes(code, WireFrame.close(code).bytes());
    }

    @Test
    @DisplayName("FR05: a close without a code is answered without one")
    void answersAnEmptyClose() {
        closes(1005, WireFrame.of(8, new byte[0]).bytes());
    }

    @Test
    @DisplayName("FR06: a close reason that is not UTF-8 closes 1007")
    void refusesABadReason() {
        closes(1007, WireFrame.close(1000, bytes(0xc0, 0xaf)).bytes());
        closes(1007, WireFrame.close(1000, bytes(0xe2, 0x82)).bytes());
    }

    @Test
    @DisplayName("FR07: a continuation of nothing, and a message inside a message, close 1002")
    void refusesFramesOutOfOrder() {
        closes(1002, WireFrame.continuation().bytes());
        closes(
                1002,
                WireFrame.text("a").unfinished().bytes(),
                WireFrame.text("b").bytes());
    }

    @Test
    @DisplayName("FR08: text that is not UTF-8 closes 1007, whole or over fragments")
    void refusesBadText() {
        closes(1007, WireFrame.of(1, bytes(0xed, 0xbf, 0xbf)).bytes());
        closes(1007, WireFrame.of(1, bytes(0xf4, 0x90, 0x80, 0x80)).bytes());
        closes(1007, WireFrame.of(1, bytes(0xc0, 0xaf)).bytes());
        closes(1007, WireFrame.of(1, bytes('a', 0xe2, 0x82)).bytes());
        closes(
                1007,
                WireFrame.of(1, bytes(0xe2)).unfinished().bytes(),
                WireFrame.continuation(bytes(0x82, 'x')).bytes());
    }

    @Test
    @DisplayName("FR08: the first bad byte closes, though its frame and message go on")
    void refusesBadTextAtOnce() {
        byte[] frame =
                WireFrame.of(1, bytes('a', 'b', 0xff, 'c', 'd')).unfinished().bytes();

        closes(1007, Arrays.copyOf(frame, frame.length - 2));
    }

    @Test
    @DisplayName("FR08: a code point cut by a fragment's end is whole again")
    void joinsCutCodePoints() {
        try (RawPeer peer = edge.open()) {
            peer.send(WireFrame.of(1, bytes(0xf0, 0x9f)).unfinished())
                    .send(WireFrame.continuation().unfinished())
                    .send(WireFrame.continuation(bytes(0x98, 0x80)));

            assertThat(peer.nextFrame().text()).isEqualTo("😀");
        }
        edge.server();
    }

    @Test
    @DisplayName("FR09: a length with its highest bit set closes 1002")
    void refusesNegativeLengths() {
        closes(1002, WireFrame.binary().headerDeclaring(Long.MIN_VALUE));
        closes(1002, WireFrame.binary().headerDeclaring(-1));
    }

    @Test
    @DisplayName("FR10: a declared gigabyte closes 1009 from the header alone")
    void refusesFromTheHeader() {
        byte[] header = WireFrame.binary().headerDeclaring(1 << 30);

        // The four bytes of the mask have not come either.
        closes(1009, Arrays.copyOf(header, 10));
    }

    @Test
    @DisplayName("FR11: memory follows what came, not what was declared")
    void setsNothingAsideForPromises() {
        long before = edge.usedHeap();
        List<RawPeer> peers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RawPeer peer = edge.open();
            peer.send(WireFrame.binary().headerDeclaring(512L << 20));
            peers.add(peer);
        }

        peers.forEach(peer -> {
            assertThat(peer.nextEnd()).isInstanceOfSatisfying(Closed.class, it -> assertThat(it.code())
                    .isEqualTo(1009));
            peer.close();
            assertThat(edge.server().closed()).isEqualTo(1009);
        });
        assertThat(edge.usedHeap() - before).isLessThan(96L << 20);
    }

    @Test
    @DisplayName("FR12: a message as long as allowed passes, one byte more closes 1009")
    void boundsMessages() {
        try (RawPeer peer = edge.open()) {
            peer.send(WireFrame.binary(new byte[MAX])).send(WireFrame.text("x".repeat(MAX)));

            assertThat(peer.nextFrame().payload()).hasSize(MAX);
            assertThat(peer.nextFrame().payload()).hasSize(MAX);
        }
        edge.server();
        closes(1009, WireFrame.binary(new byte[MAX + 1]).bytes());
        closes(1009, WireFrame.text("x".repeat(MAX + 1)).bytes());
    }

    @Test
    @DisplayName("FR12: whoever sends too much is told how much he may")
    void namesTheBound() {
        try (RawPeer peer = edge.open()) {
            peer.send(WireFrame.binary(new byte[MAX + 1]));

            assertThat(peer.nextEnd()).isEqualTo(new Closed(1009, "Message too big, at most " + MAX + " bytes"));
        }
        assertThat(edge.server().closed()).isEqualTo(1009);
    }

    @Test
    @DisplayName("FR13: fragments that sum to one byte more than allowed close 1009")
    void boundsTheSumOfFragments() {
        closes(
                1009,
                WireFrame.binary(new byte[MAX - 1]).unfinished().bytes(),
                WireFrame.continuation(new byte[2]).unfinished().bytes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    @DisplayName("FR14: more fragments than allowed close 1008, empty ones too")
    void boundsTheNumberOfFragments(int length) {
        byte[] fragment = WireFrame.continuation(new byte[length]).unfinished().bytes();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(WireFrame.binary().unfinished().bytes());
        for (int i = 0; i < 1_024; i++) {
            all.writeBytes(fragment);
        }

        closes(1008, all.toByteArray());
    }

    @Test
    @DisplayName("FR15: a peer that sends pings and never reads is closed 1008, and its pongs are bounded")
    void refusesPingFloods() {
        floods(WireFrame.ping(new byte[125]).bytes());
    }

    @Test
    @DisplayName("FR16: pongs nobody asked for are rate limited like pings")
    void refusesPongFloods() {
        floods(WireFrame.pong(new byte[125]).bytes());
    }

    @Test
    @DisplayName("FR17: what kind of message is wanted the engine decides, and closes 1003")
    void leavesTheKindToTheEngine() {
        try (RawPeer peer = edge.open()) {
            TestEdge.Server server = edge.server();
            server.echo(false);
            peer.send(WireFrame.binary((byte) 1));
            assertThat(server.event()).isEqualTo("binary 1");

            server.close(1003, "Text only");

            assertThat(peer.next()).isEqualTo(new Closed(1003, "Text only"));
        }
    }

    @Test
    @DisplayName("FR18: half a frame and then the end, or a reset, is told of once")
    void survivesHalfFrames() {
        byte[] half = Arrays.copyOf(WireFrame.text("hello").bytes(), 8);
        RawPeer ending = edge.open().send(half);
        ending.shutdownOutput();
        assertThat(edge.server().closed()).isEqualTo(1006);
        assertThat(ending.ended()).isTrue();
        ending.close();

        RawPeer cut = edge.open().send(half);
        cut.reset();
        TestEdge.Server server = edge.server();
        assertThat(server.closed()).isEqualTo(1006);
        assertThat(server.hasEvent()).isFalse();
    }

    @Test
    @DisplayName("FR18: a reset in the middle of a handshake leaves nothing behind")
    void survivesAResetHandshake() {
        RawPeer peer = RawPeer.connect(edge.port()).send("GET /ws HTTP/1.1\r\nHost: a\r\n");

        peer.reset();

        try (RawPeer other = edge.open()) {
            other.send(WireFrame.text("still here"));
            assertThat(other.nextFrame().text()).isEqualTo("still here");
        }
        edge.server();
    }

    @Test
    @DisplayName("FR19: frames that come byte by byte are the same frames")
    void readsByteByByte() {
        try (RawPeer peer = edge.open()) {
            String text = "grüße 😀 ".repeat(30);

            peer.sendChopped(WireFrame.text(text).bytes())
                    .sendChopped(WireFrame.text("x").bytes());

            assertThat(peer.nextFrame().text()).isEqualTo(text);
            assertThat(peer.nextFrame().text()).isEqualTo("x");
        }
        edge.server();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 9})
    @DisplayName("FR20: a length in a longer form than needed closes 1002")
    void refusesLongForms(int lengthBytes) {
        closes(1002, WireFrame.text("15 bytes of it.").bytes(lengthBytes));
    }

    @Test
    @DisplayName("FR20: 65,535 bytes in the 64-bit form close 1002")
    void refusesTheLongestForm() {
        closes(1002, WireFrame.binary(new byte[65_535]).bytes(9));
    }

    @Test
    @DisplayName("FR21: what follows the peer's close is passed over, and the connection ends")
    void ignoresWhatFollowsAClose() {
        try (RawPeer peer = edge.open()) {
            TestEdge.Server server = edge.server();
            peer.send(WireFrame.close(1000)).send(WireFrame.text("too late"));

            assertThat(peer.next()).isEqualTo(new Closed(1000, ""));
            assertThat(peer.next()).isEqualTo(new PeerEvent.Eof());
            assertThat(server.event()).isEqualTo("closed 1000");
            assertThat(server.hasEvent()).isFalse();
        }
    }

    @Test
    @DisplayName("FR21: a peer that does not end its side after its close is cut")
    void cutsAPeerThatStays() {
        try (RawPeer peer = edge.open()) {
            peer.send(WireFrame.close(1000));
            assertThat(edge.server().closed()).isEqualTo(1000);

            edge.awaitNoConnections();

            assertThat(peer.ended()).isTrue();
        }
    }

    @Test
    @DisplayName("FR22: a peer that never answers our close is cut")
    void cutsAPeerThatDoesNotAnswer() {
        try (RawPeer peer = edge.open()) {
            TestEdge.Server server = edge.server();

            server.close(4001, "Bye");

            assertThat(peer.next()).isEqualTo(new Closed(4001, "Bye"));
            assertThat(server.closed()).isEqualTo(4001);
            assertThat(peer.next()).isEqualTo(new PeerEvent.Reset());
        }
    }

    @Test
    @DisplayName("FR23-FR26: compression is declined, so there is no compressed message and no zlib context")
    void declinesCompression() {
        try (RawPeer peer = RawPeer.connect(edge.port())) {
            assertThat(peer.upgrade("/ws", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits")
                            .header("sec-websocket-extensions"))
                    .isEmpty();

            peer.send(WireFrame.of(1, bytes(0xaa, 0x00)).withRsv(4));

            assertThat(peer.next()).isInstanceOfSatisfying(Closed.class, it -> assertThat(it.code())
                    .isEqualTo(1002));
        }
        edge.server();
    }

    @Test
    @DisplayName("FR24: RSV1 on a continuation closes 1002")
    void refusesCompressedContinuations() {
        closes(
                1002,
                WireFrame.text("a").unfinished().bytes(),
                WireFrame.continuation().withRsv(4).bytes());
    }

    /** Sends, and expects the edge to close with that code, to tell the engine the same, and to bring it nothing. */
    private static void closes(int code, byte[]... sent) {
        try (RawPeer peer = edge.open()) {
            for (byte[] bytes : sent) {
                peer.send(bytes);
            }

            PeerEvent event = peer.next();

            assertThat(event).isInstanceOfSatisfying(Closed.class, it -> assertThat(it.code())
                    .isEqualTo(code));
            assertThat(peer.next()).isIn(new PeerEvent.Eof(), new PeerEvent.Reset());
        }
        TestEdge.Server server = edge.server();
        String event = server.event();
        while (event.equals("heard")) {
            event = server.event();
        }
        assertThat(event).isEqualTo("closed " + code);
        assertThat(server.hasEvent()).isFalse();
    }

    /** Sends far more control frames than allowed without reading, then looks what became of the connection. */
    private static void floods(byte[] frame) {
        try (RawPeer peer = edge.open()) {
            for (int i = 0; i < 1_000; i++) {
                peer.send(frame);
            }

            assertThat(edge.server().closed()).isEqualTo(1008);
            assertThat(peer.nextEnd()).isInstanceOfSatisfying(Closed.class, it -> assertThat(it.code())
                    .isEqualTo(1008));
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
