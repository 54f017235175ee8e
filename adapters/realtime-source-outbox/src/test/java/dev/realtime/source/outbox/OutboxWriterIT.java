package dev.realtime.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OutboxWriterIT {

    private static final Pg PG = Pg.withOutbox();
    private static final ChannelName ORDERS = ChannelName.of("orders:7");
    private static final Message SHIPPED = Message.of("shipped", Payload.json("{\"id\":7}"));

    @Test
    void refusesAConnectionThatCommitsByItself() throws SQLException {
        try (Connection connection = PG.sql().getConnection()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> RealtimeOutbox.publish(connection, ORDERS, SHIPPED))
                    .withMessageContaining("in a transaction");
        }
        assertThat(PG.ask("select count(*) from realtime_outbox")).isEqualTo("0");
    }

    @Test
    void leavesTheTransactionToWhoseItIs() throws SQLException {
        Pg pg = Pg.withOutbox();
        try (Connection connection = pg.begin()) {
            RealtimeOutbox.publish(connection, ORDERS, SHIPPED);
            assertThat(connection.getAutoCommit()).isFalse();
            assertThat(pg.ask("select count(*) from realtime_outbox")).isEqualTo("0");
            connection.rollback();
            RealtimeOutbox.publish(connection, List.of(new Outgoing(ORDERS, SHIPPED), new Outgoing(ORDERS, SHIPPED)));
            connection.commit();
        }

        assertThat(pg.ask("select count(*) || ' ' || count(distinct place) from realtime_outbox"))
                .isEqualTo("2 1");
    }

    static Stream<Arguments> whatNoHubTakes() {
        Payload data = Payload.EMPTY;
        return Stream.of(
                Arguments.of(ChannelName.of("orders:*"), Message.of(data), "no feed"),
                Arguments.of(ORDERS.presence(), Message.of(data), "clients can name"),
                Arguments.of(new ChannelName("a/b", "orders"), Message.of(data), "tenant"),
                Arguments.of(ORDERS, Message.of("e".repeat(129), data), "128"),
                Arguments.of(ORDERS, Message.of("a\0b", data), "128"),
                Arguments.of(ORDERS, Message.of(data).key("\ud800"), "128"),
                Arguments.of(ORDERS, Message.of(data).tags(Map.of("t", "v".repeat(65))), "tags"),
                Arguments.of(ORDERS, Message.of(data).kind(Message.Kind.JOIN), "plain message"),
                Arguments.of(ORDERS, Message.of(Payload.binary(new byte[64 * 1024 + 1])), "65536 bytes"),
                Arguments.of(ORDERS, Message.of(Payload.jsonBytes(new byte[] {'{'})), "JSON"),
                Arguments.of(ORDERS, Message.of(Payload.jsonBytes(new byte[] {'"', (byte) 0xff, '"'})), "UTF-8"));
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("whatNoHubTakes")
    void refusesWhatNoHubTakesAndLeavesTheTransactionAsItWas(ChannelName channel, Message message, String why)
            throws SQLException {
        try (Connection connection = PG.begin()) {
            List<Outgoing> messages = List.of(new Outgoing(ORDERS, SHIPPED), new Outgoing(channel, message));

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> RealtimeOutbox.publish(connection, messages))
                    .withMessageContaining(why);
            try (Statement any = connection.createStatement()) {
                any.execute("select 1 from realtime_outbox");
                assertThat(any.getResultSet().next()).isFalse();
            }
        }
    }

    @Test
    void writesToAnotherSchema() throws SQLException {
        Pg pg = Pg.empty();
        pg.run("create schema \"our \"\"things\"; set search_path = \"our \"\"things\"; " + OutboxSchema.statements());
        try (Connection connection = pg.begin()) {
            OutboxWriter.DEFAULT.schema("our \"things").publish(connection, ORDERS, SHIPPED);
            connection.commit();
        }

        assertThat(pg.ask("select place from \"our \"\"things\".realtime_outbox"))
                .isEqualTo("1");
    }

    @Test
    void writesManyAtOnce() throws SQLException {
        Pg pg = Pg.withOutbox();
        try (Connection connection = pg.begin()) {
            RealtimeOutbox.publish(connection, Collections.nCopies(10_000, new Outgoing(ORDERS, SHIPPED)));
            connection.commit();
        }

        assertThat(pg.ask("select count(*) || ' ' || max(place) from realtime_outbox"))
                .isEqualTo("10000 1");
    }

    @Test
    void anApplicationMayDoNothingButWrite() throws SQLException {
        Pg pg = Pg.withOutbox();
        pg.run(
                "create role app login; grant insert (tenant, channel, event, data, bytes, key, tags, origin, echo, via, act)"
                        + " on realtime_outbox to app");
        try (Connection connection = pg.as("app").source("app").getConnection()) {
            connection.setAutoCommit(false);
            RealtimeOutbox.publish(connection, ORDERS, SHIPPED);
            connection.commit();
            try (Statement any = connection.createStatement()) {
                assertThatExceptionOfType(SQLException.class)
                        .isThrownBy(() -> any.execute("select * from realtime_outbox"))
                        .withMessageContaining("permission denied");
            }
        }

        assertThat(pg.ask("select place from realtime_outbox")).isEqualTo("1");
    }

    /** It runs with its owner's rights, and on a table of somebody else's it would give rows of the outbox other places. */
    @Test
    void nobodyElseMayUseTheTrigger() throws SQLException {
        Pg pg = Pg.withOutbox();
        pg.run("create role mallory login; grant create on schema public to mallory");
        try (Connection connection = pg.as("mallory").source("mallory").getConnection();
                Statement any = connection.createStatement()) {
            any.execute("create table bait (id bigint, place bigint)");
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> any.execute("create constraint trigger bait after insert on bait deferrable"
                            + " initially deferred for each row execute function realtime_outbox_place()"))
                    .withMessageContaining("permission denied for function");
        }
    }

    @Test
    @DisplayName("what somebody else put into the schema ran with the rights of the outbox's owner")
    void nobodyElsesFunctionIsCalledByTheTrigger() throws SQLException {
        Pg pg = Pg.withOutbox();
        pg.run("create role trapper login; grant create on schema public to trapper");
        try (Connection connection = pg.as("trapper").source("trapper").getConnection();
                Statement any = connection.createStatement()) {
            any.execute("create function public.nextval(text) returns bigint language plpgsql as"
                    + " $$ begin raise exception 'a trap'; end $$");
            any.execute("create function public.trap(oid, oid) returns text language plpgsql as"
                    + " $$ begin raise exception 'a trap'; end $$");
            any.execute("create operator public.|| (leftarg = oid, rightarg = oid, function = public.trap)");
        }

        try (Connection connection = pg.begin()) {
            RealtimeOutbox.publish(connection, ORDERS, SHIPPED);
            connection.commit();
        }

        assertThat(pg.ask("select count(place) from realtime_outbox")).isEqualTo("1");
    }

    @Test
    void twoOutboxesInOneTransactionHaveTheirOwnOrder() throws SQLException {
        Pg pg = Pg.withOutbox();
        pg.run("select nextval('realtime_outbox_place'); create schema other; set search_path = other; "
                + OutboxSchema.statements());
        try (Connection connection = pg.begin()) {
            RealtimeOutbox.publish(connection, ORDERS, SHIPPED);
            OutboxWriter.DEFAULT.schema("other").publish(connection, ORDERS, SHIPPED);
            connection.commit();
        }

        assertThat(pg.ask("select o.place || ' ' || other.place from realtime_outbox o, other.realtime_outbox other"))
                .isEqualTo("2 1");
    }
}
