package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonOutputTest {

    @Test
    void escapesWhatJsonDemandsAndNothingElse() {
        assertThat(written("say \"hi\" \\ / \n\u0000\u007f é中😀\u2028"))
                .isEqualTo("{\"t\":\"say \\\"hi\\\" \\\\ / \\u000a\\u0000\u007f é中😀\u2028\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udfff", "\ud83d"})
    @DisplayName("MS11: half of a surrogate pair becomes the replacement character")
    void replacesHalvesOfSurrogatePairs(String half) {
        assertThat(written(half + "x" + half)).isEqualTo("{\"t\":\"\ufffdx\ufffd\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "1970-01-01T00:00:00.000Z",
        "2024-02-29T23:59:59.999Z",
        "1969-12-31T23:59:59.999Z",
        "9999-12-31T00:00:00.007Z"
    })
    void writesTimeInIsoForm(String iso) {
        byte[] json =
                new JsonOutput().time("t", Instant.parse(iso).toEpochMilli()).bytes();

        assertThat(new String(json, UTF_8)).isEqualTo("{\"t\":\"" + iso + "\"}");
    }

    @Test
    void putsThePayloadWhereItWasNamed() {
        byte[] json = new JsonOutput()
                .number("a", 1)
                .payload("data", Payload.json("[ 1.10 ]"))
                .object("o")
                .range("r", 0, 9)
                .close()
                .flag("z", true)
                .bytes();

        assertThat(new String(json, UTF_8)).isEqualTo("{\"a\":1,\"data\":[ 1.10 ],\"o\":{\"r\":[0,9]},\"z\":true}");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 128, 60_000})
    void costsLessThanAKilobyteBeyondTheMessage(int payloadBytes) {
        Payload data = Payload.json("\"" + "x".repeat(payloadBytes - 2) + "\"");
        Message message = Message.of("note", data).from("c_9x2");
        ServerFrame push = new ServerFrame.Push(ChannelName.of("chat"), new Publication(1, 1, message));

        for (Dialect dialect : new Dialect[] {new RealtimeV1Dialect(), new ChannelsDialect()}) {
            int size = dialect.encode(push).size();
            assertThat(allocatedPerEncode(dialect, push) - size).isLessThan(1_024);
        }
    }

    private static long allocatedPerEncode(Dialect dialect, ServerFrame frame) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int rounds = 2_000;
        long bytes = 0;
        for (int warmth = 0; warmth < 2; warmth++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rounds; i++) {
                dialect.encode(frame);
            }
            bytes = threads.getCurrentThreadAllocatedBytes() - before;
        }
        return bytes / rounds;
    }

    private static String written(String text) {
        return new String(new JsonOutput().text("t", text).bytes(), UTF_8);
    }
}
