package dev.realtime.codec.jackson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Acknowledge.Level;
import dev.realtime.core.frame.ClientFrame.Malformed;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each kind of request needs, and how much of it there may be. */
class RealtimeV1RequestTest {

    private static final OptionalLong ID = OptionalLong.of(3);
    private static final OptionalLong NO_ID = OptionalLong.empty();

    private final RealtimeV1Dialect dialect = new RealtimeV1Dialect();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type':'subscribe'                          | channel is missing",
                "'type':'subscribe','channel':'a','epoch':'e' | epoch and offset need each other",
                "'type':'history'                            | channel is missing",
                "'type':'history','channel':'a','offset':1   | epoch and offset need each other",
                "'type':'presence'                           | channel is missing",
                "'type':'update','state':1                   | channel is missing",
                "'type':'update','channel':'a','ttlMs':1     | ttlMs needs a state",
                "'type':'refresh'                            | token is missing",
                "'type':'refresh','token':''                 | token is missing",
                "'type':'delivered','offset':1               | channel is missing",
                "'type':'receipt','offset':1                 | channel is missing",
                "'type':'delivered','channel':'a'            | offset is missing",
                "'type':'receipt','channel':'a','epoch':'e'  | offset is missing",
                "'type':'call'                               | method is missing",
                "'type':'open','channel':'a'                 | stream is missing",
                "'type':'open','stream':'s'                  | channel is missing",
                "'type':'stream','seq':0                     | stream is missing",
                "'type':'stream','stream':'s','data':1       | seq is missing",
                "'type':'end'                                | stream is missing",
                "'type':'cancel','stream':''                 | stream is missing",
            })
    void saysWhatIsMissing(String fields, String problem) {
        String text = "{" + fields.replace('\'', '"') + ",\"id\":3}";

        assertThat(decode(text)).isEqualTo(new Malformed(ID, problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'type':'history','channel':'a','limit':0          | limit: need an integer from 1 to 2147483647",
                "'type':'history','channel':'a','limit':2147483648 | limit: need an integer from 1 to 2147483647",
                "'type':'history','channel':'a','reverse':1        | reverse: need true or false",
                "'type':'presence','channel':'a','watch':'yes'     | watch: need true or false",
                "'type':'update','channel':'a','state':1,'ttlMs':0 | ttlMs: need an integer from 1 to 3600000",
                "'type':'update','channel':'a','state':1,'ttlMs':3600001 | ttlMs: need an integer from 1 to 3600000",
                "'type':'receipt','channel':'a','offset':-1   | offset: need an integer from 0 to 9223372036854775807",
                "'type':'stream','stream':'s','seq':-1        | seq: need an integer from 0 to 9223372036854775807",
                "'type':'stream','stream':'s','seq':0.5       | seq: need an integer from 0 to 9223372036854775807",
                "'type':'stream','stream':7,'seq':0           | stream: need a string",
                "'type':'refresh','token':{}                  | token: need a string",
            })
    void boundsNumbersAndKinds(String fields, String problem) {
        String text = "{" + fields.replace('\'', '"') + ",\"id\":3}";

        assertThat(decode(text)).isEqualTo(new Malformed(ID, problem));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "idempotencyKey | 128 | 'type':'publish','channel':'a'",
                "event          | 128 | 'type':'open','stream':'s','channel':'a'",
                "stream         | 128 | 'type':'cancel'",
                "error          | 256 | 'type':'end','stream':'s'",
                "epoch          | 128 | 'type':'receipt','channel':'a','offset':1",
                "session        | 128 | 'type':'connect'",
            })
    void boundsTexts(String field, int longest, String others) {
        String text = "{" + others.replace('\'', '"') + ",\"" + field + "\":\"%s\"}";

        assertThat(decode(text.formatted("x".repeat(longest)))).isNotInstanceOf(Malformed.class);
        assertThat(decode(text.formatted("x".repeat(longest + 1))))
                .isEqualTo(new Malformed(NO_ID, field + ": need at most " + longest + " characters"));
    }

    @Test
    void takesLimitsAtTheirBounds() {
        assertThat(decode("{\"type\":\"history\",\"channel\":\"a\",\"limit\":2147483647,\"reverse\":true}"))
                .isEqualTo(new ClientFrame.History(NO_ID, "a", Optional.empty(), OptionalInt.of(2147483647), true));
        assertThat(decode("{\"type\":\"update\",\"channel\":\"a\",\"state\":1,\"ttlMs\":3600000}"))
                .isEqualTo(update(Optional.of(Payload.json("1")), Optional.of(Duration.ofHours(1))));
        assertThat(decode("{\"type\":\"update\",\"channel\":\"a\",\"state\":1,\"ttlMs\":1}"))
                .isEqualTo(update(Optional.of(Payload.json("1")), Optional.of(Duration.ofMillis(1))));
        assertThat(decode("{\"type\":\"stream\",\"stream\":\"s\",\"seq\":9223372036854775807,\"data\":[]}"))
                .isEqualTo(new ClientFrame.Chunk(NO_ID, "s", Long.MAX_VALUE, Payload.json("[]")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"state\":null"})
    void takesNullOrNothingForNoState(String state) {
        assertThat(decode("{\"type\":\"update\",\"channel\":\"a\"" + state + "}"))
                .isEqualTo(update(Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"delivered,DELIVERED", "receipt,READ"})
    void acknowledgesInTheEpochOfTheSubscriptionOrANamedOne(String type, Level level) {
        String fields = "{\"type\":\"" + type + "\",\"channel\":\"a\",\"offset\":7";

        assertThat(decode(fields + "}")).isEqualTo(new ClientFrame.Acknowledge(NO_ID, level, "a", "", 7));
        assertThat(decode(fields + ",\"epoch\":\"e\",\"id\":3}"))
                .isEqualTo(new ClientFrame.Acknowledge(ID, level, "a", "e", 7));
    }

    @Test
    void readsOnFromAPosition() {
        assertThat(decode("{\"type\":\"history\",\"id\":3,\"channel\":\"a\",\"epoch\":\"e\",\"offset\":0}"))
                .isEqualTo(new ClientFrame.History(
                        ID, "a", Optional.of(new StreamPosition("e", 0)), OptionalInt.empty(), false));
    }

    @ParameterizedTest
    @CsvSource({",", "true,true", "false,false", "null,"})
    void watchesPresenceIfItIsToldTo(String watch, Boolean wanted) {
        String field = watch == null ? "" : ",\"watch\":" + watch;

        assertThat(decode("{\"type\":\"presence\",\"channel\":\"a\"" + field + "}"))
                .isEqualTo(new ClientFrame.Presence(NO_ID, "a", Optional.ofNullable(wanted)));
    }

    @Test
    void endsAStreamWithWhatThereIsToSay() {
        assertThat(decode("{\"type\":\"end\",\"stream\":\"s\"}"))
                .isEqualTo(new ClientFrame.End(NO_ID, "s", Optional.empty(), ""));
        assertThat(decode("{\"type\":\"end\",\"stream\":\"s\",\"data\":null}"))
                .isEqualTo(new ClientFrame.End(NO_ID, "s", Optional.empty(), ""));
        assertThat(decode("{\"type\":\"end\",\"stream\":\"s\",\"data\":{\"n\":1},\"error\":\"cut\"}"))
                .isEqualTo(new ClientFrame.End(NO_ID, "s", Optional.of(Payload.json("{\"n\":1}")), "cut"));
    }

    @Test
    void knowsADeviceByItsName() {
        ClientFrame.Connect connect =
                (ClientFrame.Connect) decode("{\"type\":\"connect\",\"client\":{\"name\":[1],\"device\":\"d\"}}");

        assertThat(connect.device()).isEqualTo("d");
        assertThat(decode("{\"type\":\"connect\",\"client\":{\"device\":\"" + "d".repeat(129) + "\"}}"))
                .isEqualTo(new Malformed(NO_ID, "client: need at most 128 characters"));
        assertThat(decode("{\"type\":\"connect\",\"client\":\"web\"}"))
                .isEqualTo(new Malformed(NO_ID, "client: need an object"));
    }

    @Test
    void repeatsNoIdempotencyKeyThatWasNotGiven() {
        ClientFrame.Publish named = (ClientFrame.Publish)
                decode("{\"type\":\"publish\",\"channel\":\"a\",\"idempotencyKey\":\"k\",\"data\":1}");
        ClientFrame plain = decode("{\"type\":\"publish\",\"channel\":\"a\",\"data\":1}");

        assertThat(named.idempotencyKey()).isEqualTo("k");
        assertThat(plain).isEqualTo(new ClientFrame.Publish(NO_ID, "a", "", Payload.json("1"), true, "", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'type':'connect','token':'s3cret','session':'s3cret','subs':{'a':{'token':'s3cret'}}",
                "'type':'subscribe','channel':'a','token':'s3cret'",
                "'type':'refresh','token':'s3cret'"
            })
    void showsNoSecretInWhatItBecame(String fields) {
        ClientFrame frame = decode("{" + fields.replace('\'', '"') + "}");

        assertThat(frame).isNotInstanceOf(Malformed.class);
        assertThat(frame.toString()).doesNotContain("s3cret");
    }

    private ClientFrame decode(String text) {
        return dialect.decode(text.getBytes(UTF_8));
    }

    private static ClientFrame update(Optional<Payload> state, Optional<Duration> timeToLive) {
        return new ClientFrame.Update(NO_ID, "a", state, timeToLive);
    }
}
