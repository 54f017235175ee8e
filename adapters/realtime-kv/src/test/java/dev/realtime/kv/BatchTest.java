package dev.realtime.kv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.codec.jackson.KvWatchDialect;
import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ServerFrame;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final UserId ANN = UserId.of("ann");
    private static final UserId BOB = UserId.of("bob");

    @Test
    void putsTheKeysOfAUserTogether() {
        List<Batch> batches = Batch.of(
                List.of(change(ANN, "a", 1), change(BOB, "a", 2), change(ANN, "b", 3)), KvSourceOptions.DEFAULT);

        assertThat(batches)
                .containsExactly(
                        new Batch(ChannelName.of("kv#ann"), List.of(change(ANN, "a", 1), change(ANN, "b", 3))),
                        new Batch(ChannelName.of("kv#bob"), List.of(change(BOB, "a", 2))));
    }

    @Test
    @DisplayName("KV13: the channel of a user lets nobody else in, whatever users are called")
    void namesChannelsThatAdmitTheOwnerAlone() {
        List<UserId> users = List.of(
                ANN,
                UserId.of("Ann"),
                UserId.of("all"),
                UserId.of("a|b@c.d+e=~:-_"),
                new UserId("acme", "ann"),
                UserId.of("x".repeat(UserId.MAX_LENGTH)));
        for (UserId owner : users) {
            ChannelName channel = KvScope.OWNER.channel(owner);
            assertThat(users).filteredOn(channel::admits).containsExactly(owner);
            assertThat(channel.namespace()).isEqualTo("kv");
        }
    }

    @Test
    void tellsEverybodyInTheTenantWhereThatIsWanted() {
        UserId ann2 = new UserId("acme", "ann");
        KvSourceOptions all = KvSourceOptions.DEFAULT.scope(KvScope.ALL);

        List<Batch> batches = Batch.of(List.of(change(ANN, "a", 1), change(BOB, "b", 2), change(ann2, "c", 3)), all);

        assertThat(batches)
                .extracting(Batch::channel)
                .containsExactly(ChannelName.of("kv:all"), new ChannelName("acme", "kv:all"));
    }

    @Test
    @DisplayName("KV05: a batch ends with its keys, or with its bytes")
    void isBounded() {
        List<KvChange> many =
                IntStream.range(0, 600).mapToObj(i -> change(ANN, "k" + i, i)).toList();
        String longest = "x".repeat(KvKey.MAX_LENGTH - 4);
        List<KvChange> large = IntStream.range(0, 256)
                .mapToObj(i -> change(ANN, longest + i, 9_007_199_254_740_991L))
                .toList();

        assertThat(Batch.of(many, KvSourceOptions.DEFAULT))
                .extracting(batch -> batch.changes().size())
                .containsExactly(256, 256, 88);
        List<Batch> batches = Batch.of(large, KvSourceOptions.DEFAULT);
        assertThat(batches)
                .hasSizeGreaterThan(1)
                .allMatch(batch -> batch.payload().size() <= 32 * 1024);
        assertThat(batches.stream().flatMap(batch -> batch.changes().stream())).containsExactlyElementsOf(large);
        assertThat(Batch.of(List.of(), KvSourceOptions.DEFAULT)).isEmpty();
    }

    @Test
    @DisplayName("KV14: a watcher gets keys and versions in the form of kv-watch, and no value")
    void isReadByTheDialect() {
        Batch batch = new Batch(
                ChannelName.of("kv#ann"),
                List.of(change(ANN, "todo.f649", 1_731_090_123_456L), change(ANN, "todo.a1b2", 1_731_090_123_457L)));
        Publication publication = new Publication(1, 0, Message.of(Announcer.EVENT, batch.payload()));

        byte[] frame = new KvWatchDialect()
                .encode(new ServerFrame.Push(batch.channel(), publication))
                .bytes();

        assertThat(new String(frame, UTF_8))
                .isEqualTo("{\"type\":\"kv-batch-update\",\"keys\":[{\"key\":\"todo.f649\",\"version\":1731090123456},"
                        + "{\"key\":\"todo.a1b2\",\"version\":1731090123457}]}");
    }

    private static KvChange change(UserId owner, String key, long version) {
        return new KvChange(owner, new KvKey(key), version);
    }
}
