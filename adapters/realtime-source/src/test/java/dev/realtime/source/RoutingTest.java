package dev.realtime.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonFactory;
import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTest {

    private static final String CREATED =
            "{\"event_type\":\"created\",\"user_id\":\"42\",\"task_id\":7,\"title\":\"call back\"}";

    @Nested
    class ARecord {

        @Test
        void isTheMessageAsItIs() {
            Routed.To to = (Routed.To) Routing.TASK_UPDATES.route(CREATED.getBytes(UTF_8), "act-1");

            assertThat(to.channel()).isEqualTo(ChannelName.of("tasks#42"));
            assertThat(to.message())
                    .isEqualTo(Message.of("created", Payload.json(CREATED)).idempotencyKey("act-1"));
        }

        @ParameterizedTest
        @CsvSource({
            "tasks#{user_id}, '', tasks#Ann@x.org",
            "user:{user_id}, '', user:Ann@x.org",
            "{tenant}/events, acme, events",
            "acme/room#{user_id}, acme, room#Ann@x.org",
            "'pair#{user_id},{other}', '', 'pair#Ann@x.org,7'",
            "orders:{place.region}:{place.city}, '', orders:eu:bern",
            "{channel}, '', chat:general",
            "news, '', news"
        })
        void goesToTheChannelThatItsFieldsName(String expression, String tenant, String channel) {
            assertThat(
                            routed(
                                    Routing.to(expression),
                                    """
                            {"user_id":"Ann@x.org","other":7,"tenant":"acme","channel":"chat:general",
                             "place":{"city":"bern","region":"eu","more":[{"region":"us"}]}}"""))
                    .isEqualTo(new ChannelName(tenant, channel).toString());
        }

        @Test
        void mayBeOfAnEventWithoutNameWhereNoneIsAskedFor() {
            Routed.To to = (Routed.To) Routing.to("news").route("{}".getBytes(UTF_8), "");

            assertThat(to.message().event()).isEmpty();
        }
    }

    @Nested
    class IsNeverDelivered {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "null",
                    "[]",
                    "\"text\"",
                    "7",
                    "{",
                    "{}{}",
                    "{\"a\":1,\"a\":2}",
                    "{\"a\":{\"b\":1,\"b\":1}}",
                    "{'a':1}",
                    "{\"a\":NaN}"
                })
        @DisplayName("KF01: what is not one JSON object")
        void ifItIsNoObject(String record) {
            assertThat(routed(Routing.to("news"), record)).isEqualTo("MALFORMED");
        }

        @Test
        @DisplayName("KF01: what is not UTF-8, or begins with a mark of the byte order")
        void ifItIsNotUtf8() {
            assertThat(rejection("{\"a\":\"é\"}".getBytes(ISO_8859_1))).isEqualTo("MALFORMED");
            assertThat(rejection("{\"a\":1}".getBytes(UTF_16BE))).isEqualTo("MALFORMED");
            assertThat(rejection("\uFEFF{\"a\":1}".getBytes(UTF_8))).isEqualTo("MALFORMED");
        }

        @Test
        @DisplayName("KF01: what is nested too deep")
        void ifItIsTooDeep() {
            String deep = "{\"a\":".repeat(65) + "1" + "}".repeat(65);

            assertThat(routed(Routing.to("news"), deep)).isEqualTo("MALFORMED");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"event_type\":\"created\",\"task_id\":7}",
                    "{\"event_type\":\"created\",\"task_id\":7,\"user_id\":null}",
                    "{\"event_type\":\"created\",\"user_id\":\"42\"}",
                    "{\"task_id\":7,\"user_id\":\"42\"}"
                })
        @DisplayName("KF01: what lacks a field")
        void ifAFieldIsMissing(String record) {
            assertThat(routed(Routing.TASK_UPDATES, record)).isEqualTo("FIELD_MISSING");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "[\"ann\",\"bob\"]",
                    "{\"id\":\"ann\"}",
                    "true",
                    "1.5",
                    "\"*\"",
                    "\"\"",
                    "\"ann,bob\"",
                    "\"ann bob\"",
                    "\"acme/ann\"",
                    "\"..\"",
                    "\"ann\\u0000\"",
                    "\"#ann\"",
                    "\"{user_id}\""
                })
        @DisplayName("KF09: whose user is a list, a pattern, several users, or one of another tenant")
        void ifItsUserIsNone(String user) {
            String record = "{\"event_type\":\"created\",\"task_id\":7,\"user_id\":" + user + "}";

            assertThat(routed(Routing.TASK_UPDATES, record)).isEqualTo("FIELD_UNFIT");
        }

        @ParameterizedTest
        @CsvSource({
            "{kind}:{id}, user, eve",
            "{kind}:{id}, orders, *",
            "{kind}:{id}, a:b, c",
            "orders:{id}, '', 7:8",
            "orders:{id}, '', 7#eve",
            "orders:{id}, '', Q",
            "{id}, '', user:eve",
            "{id}, '', tasks#eve",
            "{id}, '', orders:*",
            "{id}, '', !p:chat",
            "{id}, '', __proto__",
            "{id}/events, '', a b",
            "{id}/events, '', ''"
        })
        @DisplayName("KF09: that would reach a channel which was not meant")
        void ifItsFieldsWouldLeadElsewhere(String expression, String kind, String id) {
            String record = "{\"kind\":\"" + kind + "\",\"id\":\"" + id + "\"}";

            assertThat(routed(Routing.to(expression), record)).isEqualTo("FIELD_UNFIT");
        }

        @Test
        @DisplayName("KF01: what is too long")
        void ifItIsTooLong() {
            Routing routing = Routing.to("news").maxRecordBytes(10);

            assertThat(routed(routing, "{\"a\":1234}")).isEqualTo("news");
            assertThat(routed(routing, "{\"a\":12345}")).isEqualTo("TOO_LARGE");
        }

        @Test
        @DisplayName("KF01: whose event nobody knows")
        void ifItsEventIsUnknown() {
            Routing routing = Routing.TASK_UPDATES.events("updated", "deleted");

            assertThat(routed(routing, CREATED)).isEqualTo("EVENT_UNKNOWN");
            assertThat(routed(routing, CREATED.replace("created", "deleted"))).isEqualTo("tasks#42");
        }

        @Test
        @DisplayName("KF01: events that are listed need the field that names them, or every record would be unfit")
        void refusesEventsWithoutTheirField() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Routing.to("tasks#{user_id}").events("created"))
                    .withMessageContaining("need event");
        }

        @Test
        @DisplayName("KF01: whose event is no name")
        void ifItsEventIsNoName() {
            assertThat(routed(Routing.TASK_UPDATES, CREATED.replace("\"created\"", "\"\"")))
                    .isEqualTo("FIELD_UNFIT");
            assertThat(routed(Routing.TASK_UPDATES, CREATED.replace("\"created\"", "[]")))
                    .isEqualTo("FIELD_UNFIT");
            assertThat(routed(Routing.TASK_UPDATES, CREATED.replace("created", "x".repeat(129))))
                    .isEqualTo("FIELD_UNFIT");
        }

        @Test
        void isNotQuotedInTheReason() {
            String record = CREATED.replace("42", "a secret");

            Routed.Nowhere nowhere = (Routed.Nowhere) Routing.TASK_UPDATES.route(record.getBytes(UTF_8), "");

            assertThat(nowhere.detail()).isEqualTo("the field user_id cannot be used");
        }
    }

    @Test
    @DisplayName("KF09: a name with a dot is not taken for a field in an object")
    void doesNotTakeADotForAWay() {
        Routing routing = Routing.to("tasks#{a.b}");

        assertThat(routed(routing, "{\"a\":{\"b\":\"ann\"},\"a.b\":\"eve\"}")).isEqualTo("tasks#ann");
        assertThat(routed(routing, "{\"a.b\":\"eve\"}")).isEqualTo("FIELD_MISSING");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Tasks",
                "tasks#",
                "tasks#x{user}",
                "tasks#{a}{b}",
                "tasks#{a},",
                "tasks{#}",
                "{}",
                "{a",
                "user:",
                "user:x{a}",
                "orders:*",
                "!p:chat",
                "a b",
                "{a}x/events",
                "a b/events",
                "a/b/c"
            })
    void isNoneIfNoChannelCanHaveThatName(String expression) {
        assertThatIllegalArgumentException().isThrownBy(() -> Routing.to(expression));
    }

    @Test
    void needsRoomForARecord() {
        assertThatIllegalArgumentException().isThrownBy(() -> Routing.TASK_UPDATES.maxRecordBytes(0));
    }

    private static String rejection(byte[] record) {
        return outcome(Routing.to("news").route(record, ""));
    }

    private static String routed(Routing routing, String record) {
        return outcome(routing.route(record.getBytes(UTF_8), ""));
    }

    private static String outcome(Routed routed) {
        if (routed instanceof Routed.To to) {
            return to.channel().toString();
        }
        return ((Routed.Nowhere) routed).rejection().name();
    }

    @Test
    void namesOfStrangersAreNotInterned() {
        assertThat(JsonRecord.JSON.isEnabled(JsonFactory.Feature.INTERN_FIELD_NAMES))
                .isFalse();
    }
}
