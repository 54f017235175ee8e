package dev.realtime.source.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.RefusedException;
import dev.realtime.source.Rejection;
import dev.realtime.source.SourcePublisher;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboxSourceIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final ChannelName ORDERS = ChannelName.of("orders:7");

    private final Pg pg = Pg.withOutbox();
    private final TakenHub hub = new TakenHub();
    private final Counts counts = new Counts();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void deliversAllThatAMessageIs() throws SQLException {
        start();
        Message message = new Message(
                Message.Kind.MESSAGE,
                "shipped",
                Payload.json("{\"b\":1.50,  \"a\":[\"\\u0000\"]}"),
                "client-1",
                false,
                "orders:8",
                "k",
                Map.of("region", "eu", "kind", ""),
                "act-1");
        publish(new ChannelName("acme", "user:ann"), message);
        publish(ORDERS, Message.of(Payload.binary(new byte[] {0, -1, 7})));

        await().atMost(SOON).until(() -> hub.taken().size() == 2);
        TakenHub.Taken first = hub.taken().get(0);
        assertThat(first.channel()).isEqualTo(new ChannelName("acme", "user:ann"));
        assertThat(first.message()).isEqualTo(message);
        assertThat(hub.taken().get(1).message().data()).isEqualTo(Payload.binary(new byte[] {0, -1, 7}));
        assertThat(hub.taken().get(1).message().idempotencyKey()).matches("outbox:2@\\d{16}");
        awaitEmpty();
    }

    @Test
    @DisplayName("a row that is committed late is delivered late, and what is rolled back never is")
    void deliversWhatIsCommittedWhenItIs() throws SQLException {
        start();
        try (Connection late = pg.begin();
                Connection never = pg.begin()) {
            RealtimeOutbox.publish(late, ORDERS, event("late"));
            RealtimeOutbox.publish(never, ORDERS, event("never"));
            publish(ORDERS, event("early"));
            await().atMost(SOON).until(() -> hub.told().equals(List.of("orders:7 early")));
            never.rollback();
            late.commit();
        }

        await().atMost(SOON).until(() -> hub.told().equals(List.of("orders:7 early", "orders:7 late")));
        awaitEmpty();
    }

    @Test
    @DisplayName("what was committed while nobody looked is delivered in the order of commits, not of ids")
    void keepsTheOrderOfCommits() throws SQLException {
        try (Connection third = pg.begin();
                Connection second = pg.begin();
                Connection first = pg.begin()) {
            RealtimeOutbox.publish(third, ORDERS, event("3a"));
            RealtimeOutbox.publish(second, ORDERS, event("2"));
            RealtimeOutbox.publish(first, ORDERS, event("1"));
            RealtimeOutbox.publish(third, ORDERS, event("3b"));
            first.commit();
            second.commit();
            third.commit();
        }
        start();

        await().atMost(SOON).until(() -> hub.taken().size() == 4);
        assertThat(hub.told()).containsExactly("orders:7 1", "orders:7 2", "orders:7 3a", "orders:7 3b");
    }

    @Test
    @DisplayName("poison goes to the dead letters, with the reason, and what is behind it is delivered")
    void putsPoisonAside() throws SQLException {
        publish(ORDERS, event("before"));
        pg.run("insert into realtime_outbox (channel, event, data) values ('Orders 7', 'bad channel', '{}'),"
                + " ('orders:*', 'a feed', '{}'), ('orders:7', 'too large', to_json(repeat('x', 70000))),"
                + " ('orders:7', repeat('e', 200), '{}')");
        pg.run("insert into realtime_outbox (channel, event, data) values"
                + " ('orders:7', 'too deep', (repeat('[', 1500) || repeat(']', 1500))::json)");
        publish(ORDERS, event("after"));
        start();

        await().atMost(SOON).until(() -> hub.told().equals(List.of("orders:7 before", "orders:7 after")));
        awaitEmpty();
        assertThat(counts.rejected)
                .isEqualTo(Map.of(Rejection.FIELD_UNFIT, 3, Rejection.TOO_LARGE, 1, Rejection.MALFORMED, 1));
        assertThat(pg.ask("select string_agg(reason || ' ' || channel, ', ' order by id) from realtime_outbox_dead"))
                .isEqualTo("FIELD_UNFIT Orders 7, FIELD_UNFIT orders:*, TOO_LARGE orders:7, FIELD_UNFIT orders:7,"
                        + " MALFORMED orders:7");
        assertThat(pg.ask("select octet_length(data::text) from realtime_outbox_dead where reason = 'TOO_LARGE'"))
                .isEqualTo("70002");
    }

    @Test
    @DisplayName("what the hub refuses for good is a dead letter; what it refuses for now is delivered in its order")
    void waitsForTheHub() throws SQLException {
        hub.refuses(new RefusedException(ErrorCode.OVERLOADED, "later"));
        start();
        publish(ORDERS, event("1"));
        publish(ORDERS, event("2"));
        await().atMost(SOON).until(() -> hub.asked() > 2 && counts.paused.get() > 0);
        assertThat(pg.ask("select count(*) from realtime_outbox")).isEqualTo("2");

        hub.takesAgain();
        await().atMost(SOON).until(() -> hub.told().equals(List.of("orders:7 1", "orders:7 2")));
        awaitEmpty();
        hub.refuses(new RefusedException(ErrorCode.PERMISSION_DENIED, "never"));
        publish(ORDERS, event("3"));
        await().atMost(SOON)
                .until(() -> pg.ask("select count(*) from realtime_outbox_dead").equals("1"));
        assertThat(pg.ask("select reason || ' ' || detail from realtime_outbox_dead"))
                .isEqualTo("REFUSED PERMISSION_DENIED: never");
        awaitEmpty();
    }

    @Test
    void tellsHowFarItIsBehind() throws SQLException {
        hub.refuses(new RefusedException(ErrorCode.OVERLOADED, "later"));
        OutboxSource source = start();
        publish(ORDERS, event("1"));
        publish(ORDERS, event("2"));

        await().atMost(SOON).until(() -> source.lag() == 2 && source.oldest().toMillis() > 100);
        assertThat(counts.lag).isEqualTo(2);
        hub.takesAgain();
        await().atMost(SOON).until(() -> source.lag() == 0 && source.oldest().isZero());
        assertThat(source.isReading()).isTrue();
    }

    @Test
    @DisplayName("of two servers of a group one delivers, and when its connection is killed one goes on")
    void takeTurns() throws SQLException {
        TakenHub other = new TakenHub();
        start();
        OutboxSource second = start(other, options());
        for (int i = 0; i < 50; i++) {
            publish(ORDERS, event("e" + i));
        }
        await().atMost(SOON).until(() -> hub.taken().size() + other.taken().size() == 50);
        assertThat(List.of(hub.taken().size(), other.taken().size())).contains(0, 50);
        awaitEmpty();
        assertThat(second.isReading()).isTrue();

        // Whichever of them has the turn.
        for (int i = 0; i < 5; i++) {
            int before = hub.taken().size() + other.taken().size();
            assertThat(pg.kill()).isOne();
            publish(ORDERS, event("after " + i));
            await().atMost(SOON).until(() -> hub.taken().size() + other.taken().size() == before + 1);
            awaitEmpty();
        }
        assertThat(hub.repeats() + other.repeats()).isZero();
    }

    @Test
    @DisplayName("every group is given every row; a row goes when all groups have it")
    void givesEveryGroupEveryRow() throws SQLException {
        TakenHub other = new TakenHub();
        start();
        OutboxSource second = start(other, options().group("second"));
        await().atMost(SOON).until(() -> pg.ask("select count(*) from realtime_outbox_group")
                .equals("2"));
        for (int i = 0; i < 100; i++) {
            publish(ORDERS, event("e" + i));
        }
        await().atMost(SOON)
                .until(() -> hub.taken().size() == 100 && other.taken().size() == 100);
        assertThat(hub.told()).isEqualTo(other.told());
        awaitEmpty();
        assertThat(pg.ask("select count(*) from realtime_outbox_taken")).isEqualTo("0");

        second.close();
        publish(ORDERS, event("meanwhile"));
        await().atMost(SOON).until(() -> hub.taken().size() == 101);
        await().atMost(SOON).until(() -> pg.ask("select count(*) from realtime_outbox_taken")
                .equals("1"));
        start(other, options().group("second"));
        await().atMost(SOON).until(() -> other.taken().size() == 101);
        awaitEmpty();
        assertThat(hub.repeats() + other.repeats()).isZero();
    }

    @Test
    @DisplayName("a group that was not there for a day is kept nothing for")
    void forgetsAGroup() throws SQLException {
        pg.run("insert into realtime_outbox_group values ('gone', now() - interval '25 hours')");
        start();
        publish(ORDERS, event("1"));

        await().atMost(SOON).until(() -> hub.taken().size() == 1);
        awaitEmpty();
        assertThat(pg.ask("select string_agg(name, ' ') from realtime_outbox_group"))
                .isEqualTo("realtime");
    }

    @Test
    @DisplayName(
            "a source needs no more than docs/sources.md grants, and a dead letter it may not write holds up nobody")
    void needsFewRights() throws SQLException {
        pg.run("create role relay login; grant select, delete on realtime_outbox to relay;"
                + " grant select, insert, update, delete on realtime_outbox_group, realtime_outbox_taken to relay");
        start(hub, OutboxSourceOptions.at(pg.as("relay")).telemetry(counts));
        pg.run("insert into realtime_outbox (channel, data) values ('Orders 7', '{}')");
        publish(ORDERS, event("1"));

        await().atMost(SOON).until(() -> hub.taken().size() == 1 && !counts.rejected.isEmpty());
        await().atMost(SOON)
                .until(() -> pg.ask("select count(*) from realtime_outbox").equals("1"));
        pg.run("grant insert on realtime_outbox_dead to relay");
        awaitEmpty();
        assertThat(pg.ask("select count(*) from realtime_outbox_dead")).isEqualTo("1");
        assertThat(counts.rejected).isEqualTo(Map.of(Rejection.FIELD_UNFIT, 1));
        assertThat(counts.failed).hasValue(0);
    }

    @Test
    void makesTheTablesIfTheyAreNotThere() {
        Pg bare = Pg.empty();
        start(hub, OutboxSourceOptions.at(bare.at()));
        await().atMost(SOON).until(() -> bare.ask("select to_regclass('realtime_outbox') is not null")
                .equals("t"));
        bare.run("insert into realtime_outbox (channel, event, data) values ('orders:7', 'plain', '{}')");

        await().atMost(SOON).until(() -> hub.told().equals(List.of("orders:7 plain")));
    }

    @Test
    @DisplayName("without notifications rows are found by looking")
    void looksEvenIfNobodyTells() throws SQLException {
        start();
        awaitEmpty();
        try (Connection connection = pg.begin()) {
            connection.createStatement().execute("set local realtime_outbox.notify = 'off'");
            RealtimeOutbox.publish(connection, ORDERS, event("silent"));
            connection.commit();
        }

        await().atMost(SOON).until(() -> hub.taken().size() == 1);
    }

    @Test
    @DisplayName("no more is read than may be in flight, and a row that waits for the hub is not read again")
    void boundsWhatIsInFlight() throws SQLException {
        List<String> asked = new CopyOnWriteArrayList<>();
        SourcePublisher silent = (channel, message) -> {
            asked.add(channel.local());
            return new CompletableFuture<>();
        };
        for (int i = 0; i < 50; i++) {
            publish(ChannelName.of("c" + i), event("e"));
        }
        open.add(OutboxSource.start(silent, options().batch(4).maxInFlight(10).farewell(Duration.ofMillis(1))));

        await().atMost(SOON).until(() -> asked.size() == 10 && counts.paused.get() == 1);
        await().during(Duration.ofMillis(500)).atMost(SOON).until(() -> asked.size() == 10);
        assertThat(asked).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("a source that is closed settles what the hub still takes")
    void settlesWhatIsInFlightWhenItIsClosed() throws SQLException {
        CompletableFuture<Void> answer = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        OutboxSource source = OutboxSource.start(
                (channel, message) -> {
                    asked.complete(null);
                    return answer;
                },
                options());
        publish(ORDERS, event("1"));
        asked.join();
        answer.completeOnTimeout(null, 300, TimeUnit.MILLISECONDS);
        source.close();

        assertThat(pg.ask("select count(*) from realtime_outbox")).isEqualTo("0");
        assertThat(source.isReading()).isFalse();
    }

    private OutboxSource start() {
        return start(hub, options());
    }

    private OutboxSource start(TakenHub publisher, OutboxSourceOptions options) {
        OutboxSource source = OutboxSource.start(publisher, options);
        open.add(source);
        return source;
    }

    private OutboxSourceOptions options() {
        return OutboxSourceOptions.at(pg.at()).pollEvery(Duration.ofMillis(100)).telemetry(counts);
    }

    private void publish(ChannelName channel, Message message) throws SQLException {
        try (Connection connection = pg.begin()) {
            RealtimeOutbox.publish(connection, channel, message);
            connection.commit();
        }
    }

    private void awaitEmpty() {
        await().atMost(SOON)
                .until(() -> pg.ask("select count(*) from realtime_outbox").equals("0"));
    }

    private static Message event(String name) {
        return Message.of(name, Payload.EMPTY);
    }
}
