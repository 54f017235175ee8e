package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.PresenceStore;
import dev.realtime.core.spi.PresenceStore.Snapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PresenceStore} must do. Extend it in the adapter's tests and say how to make one; a store that several
 * nodes share also says how to make {@link #another} node's, and how to let time pass.
 *
 * <p>PS1 to PS9 are about one node, PS10 to PS13 about two, PS14 to PS18 about nodes that fall silent.
 */
public abstract class PresenceStoreContract {

    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final ChannelName NEWS = ChannelName.of("news");
    private static final Optional<Payload> BUSY = Optional.of(Payload.json("\"busy\""));
    private static final Optional<Payload> AWAY = Optional.of(Payload.json("{\"away\":true}"));
    private static final Optional<Payload> NOTHING = Optional.empty();
    private static final int ALL = 1_000;
    private static final int MANY = 500;

    private final List<Member> told = Collections.synchronizedList(new ArrayList<>());
    private final List<Member> toldElsewhere = Collections.synchronizedList(new ArrayList<>());
    private PresenceStore store;
    private PresenceStore elsewhere;

    /** A new store in which nobody is present, not started. */
    protected abstract PresenceStore create();

    /** Another node's store, over the same members as the one that was created last; not started. Empty if there is none. */
    protected Optional<PresenceStore> another() {
        return Optional.empty();
    }

    /** The silence after which the store gives a node up. */
    protected Duration silence() {
        return Duration.ofSeconds(30);
    }

    /** Lets so much time pass for all stores. Rules about silence are skipped unless the adapter's tests can do that. */
    protected void elapse(Duration time) {
        abort("no clock to turn by " + time);
    }

    /** How long to wait for what should come. */
    protected Duration patience() {
        return Duration.ofSeconds(5);
    }

    @BeforeEach
    void startEmpty() {
        store = create();
        store.start("node-1", (channel, member) -> told.add(member));
    }

    @AfterEach
    void close() {
        store.close();
        if (elsewhere != null) {
            elsewhere.close();
        }
    }

    @Test
    @DisplayName("PS1: a member's coming is news once, until it has gone")
    void joinsOnce() {
        assertThat(join(store, CHAT, ann())).isTrue();
        assertThat(join(store, CHAT, ann())).isFalse();

        leave(store, CHAT, ann());

        assertThat(join(store, CHAT, ann())).isTrue();
    }

    @Test
    @DisplayName("PS2: a member's going is news once; who was not there cannot go")
    void leavesOnce() {
        assertThat(leave(store, CHAT, ann())).isFalse();
        join(store, CHAT, ann());
        join(store, CHAT, ann());

        assertThat(leave(store, CHAT, ann())).isTrue();
        assertThat(leave(store, CHAT, ann())).isFalse();
        assertThat(members(store, CHAT).total()).isZero();
    }

    @Test
    @DisplayName("PS3: everything of a member is kept, whatever its payloads are")
    void keepsEverything() {
        Member binary = new Member(
                "c_bin", new UserId("acme", "bin|1@x"), Optional.of(Payload.binary(new byte[] {0, -1})), AWAY, 1_234);
        Member bare = new Member("c_bare", UserId.of("bare"), NOTHING, NOTHING, 1_235);
        Member user = new Member("", UserId.of("zoe"), NOTHING, NOTHING, 1_236);

        List.of(binary, bare, user).forEach(member -> join(store, CHAT, member));

        assertThat(members(store, CHAT)).isEqualTo(new Snapshot(List.of(binary, bare, user), 3));
    }

    @Test
    @DisplayName("PS4: those who joined first are listed first, at most as many as asked for, and all are counted")
    void listsInTheOrderOfJoining() {
        List<Member> all = IntStream.range(0, 20)
                .mapToObj(i -> member("c_" + (char) ('z' - i), 1_000 + i))
                .toList();
        all.forEach(member -> join(store, CHAT, member));

        assertThat(await(store.members(CHAT, 3))).isEqualTo(new Snapshot(all.subList(0, 3), 20));
        assertThat(await(store.members(CHAT, 0))).isEqualTo(new Snapshot(List.of(), 20));
        assertThat(members(store, CHAT).members()).isEqualTo(all);
    }

    @Test
    @DisplayName("PS5: channels, and tenants, have nothing to do with each other")
    void keepsChannelsApart() {
        ChannelName sameNameElsewhere = new ChannelName("acme", "chat");
        join(store, CHAT, ann());
        join(store, sameNameElsewhere, ann());

        assertThat(join(store, NEWS, ann())).isTrue();
        assertThat(update(store, NEWS, ann(), BUSY)).isTrue();
        assertThat(leave(store, sameNameElsewhere, ann())).isTrue();

        assertThat(members(store, CHAT).members()).containsExactly(ann());
        assertThat(members(store, NEWS).members()).containsExactly(ann().state(BUSY));
    }

    @Test
    @DisplayName("PS6: a state is a change if it differs from the one before; none is a state like any other")
    void tellsChangesApart() {
        join(store, CHAT, ann());

        assertThat(update(store, CHAT, ann(), BUSY)).isTrue();
        assertThat(update(store, CHAT, ann(), BUSY)).isFalse();
        assertThat(members(store, CHAT).members()).containsExactly(ann().state(BUSY));
        assertThat(update(store, CHAT, ann(), AWAY)).isTrue();
        assertThat(update(store, CHAT, ann(), NOTHING)).isTrue();
        assertThat(update(store, CHAT, ann(), NOTHING)).isFalse();
        assertThat(members(store, CHAT).members()).containsExactly(ann());
    }

    @Test
    @DisplayName("PS7: who is not present has no state")
    void changesNobodyWhoIsAway() {
        assertThat(update(store, CHAT, ann(), BUSY)).isFalse();
        join(store, CHAT, ann());
        update(store, CHAT, ann(), BUSY);
        leave(store, CHAT, ann());

        assertThat(update(store, CHAT, ann(), AWAY)).isFalse();
        join(store, CHAT, ann());

        assertThat(members(store, CHAT).members()).containsExactly(ann());
    }

    @Test
    @DisplayName("PS8: who joins again has the new info, and a new state if it says one, and stays at its place")
    void takesOverWhatIsNotSaidAgain() {
        Member later = new Member("c_ann", UserId.of("ann"), AWAY, NOTHING, 9_000);
        join(store, CHAT, ann());
        join(store, CHAT, member("c_bob", 2_000));
        update(store, CHAT, ann(), BUSY);

        join(store, CHAT, later);
        assertThat(members(store, CHAT).members().get(0))
                .isEqualTo(new Member("c_ann", UserId.of("ann"), AWAY, BUSY, ann().joinedAtMillis()));

        join(store, CHAT, later.state(AWAY));
        assertThat(members(store, CHAT).members().get(0).state()).isEqualTo(AWAY);
    }

    @Test
    @DisplayName("PS9: calls about one member take effect in order, without waiting for each other")
    void keepsTheOrder() {
        List<CompletionStage<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            answers.add(store.join(CHAT, ann()));
            answers.add(store.update(CHAT, ann().key(), BUSY));
            answers.add(store.leave(CHAT, ann().key()));
        }

        assertThat(answers).allSatisfy(answer -> assertThat(await(answer)).isTrue());
        assertThat(members(store, CHAT).total()).isZero();
    }

    @Test
    @DisplayName("PS10: a member that two nodes hold is present until both have let it go")
    void staysWhileANodeHoldsIt() {
        startElsewhere();
        join(store, CHAT, ann());

        assertThat(join(elsewhere, CHAT, ann())).isFalse();
        assertThat(leave(store, CHAT, ann())).isFalse();
        assertThat(members(store, CHAT).members()).containsExactly(ann());
        assertThat(leave(elsewhere, CHAT, ann())).isTrue();
        assertThat(members(store, CHAT).total()).isZero();
    }

    @Test
    @DisplayName("PS11: a node that does not hold a member neither changes it nor lets it go")
    void isChangedByHoldersOnly() {
        startElsewhere();
        join(store, CHAT, ann());

        assertThat(update(elsewhere, CHAT, ann(), BUSY)).isFalse();
        assertThat(leave(elsewhere, CHAT, ann())).isFalse();

        assertThat(members(elsewhere, CHAT).members()).containsExactly(ann());
    }

    @Test
    @DisplayName("PS12: of two nodes that hold a member, the one that changed it last is right")
    void takesTheLastWord() {
        startElsewhere();
        join(store, CHAT, ann());
        join(elsewhere, CHAT, ann());

        assertThat(update(elsewhere, CHAT, ann(), BUSY)).isTrue();
        assertThat(update(store, CHAT, ann(), BUSY)).isFalse();
        assertThat(update(store, CHAT, ann(), AWAY)).isTrue();

        assertThat(members(elsewhere, CHAT).members()).containsExactly(ann().state(AWAY));
    }

    @Test
    @DisplayName("PS13: of two nodes whose connections come and go at once, one has the news")
    void hasNewsOnce() {
        startElsewhere();
        List<Member> all = IntStream.range(0, MANY)
                .mapToObj(i -> member("c_" + i, 1_000 + i))
                .toList();

        assertThat(newsOf(all, node -> member -> node.join(CHAT, member))).isEqualTo(MANY);
        assertThat(members(store, CHAT).total()).isEqualTo(MANY);
        assertThat(newsOf(all, node -> member -> node.leave(CHAT, member.key())))
                .isEqualTo(MANY);
        assertThat(members(store, CHAT).total()).isZero();
    }

    @Test
    @DisplayName("PS14: what a silent node alone held is given up, and one node is told, once")
    void givesUpTheSilent() {
        startElsewhere();
        join(store, CHAT, ann());
        join(store, NEWS, member("c_bob", 2_000));
        join(elsewhere, NEWS, member("c_bob", 2_000));

        fallSilent();

        Awaitility.await().atMost(patience()).until(() -> !toldElsewhere.isEmpty());
        assertThat(toldElsewhere).containsExactly(ann());
        assertThat(members(elsewhere, CHAT).total()).isZero();
        assertThat(members(elsewhere, NEWS).total()).isEqualTo(1);
        assertThat(await(elsewhere.renew())).isTrue();
        assertThat(toldElsewhere).hasSize(1);
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("PS15: a node that renews keeps what it holds")
    void keepsTheLiving() {
        startElsewhere();
        join(store, CHAT, ann());

        for (int i = 0; i < 3; i++) {
            elapse(silence().dividedBy(2));
            assertThat(await(store.renew())).isTrue();
            assertThat(await(elsewhere.renew())).isTrue();
        }

        assertThat(members(elsewhere, CHAT).members()).containsExactly(ann());
        assertThat(toldElsewhere).isEmpty();
    }

    @Test
    @DisplayName("PS16: a node that was given up learns so when it is back, once, and its members are news again")
    void tellsTheReturned() {
        startElsewhere();
        join(store, CHAT, ann());
        fallSilent();

        assertThat(await(store.renew())).isFalse();
        assertThat(join(store, CHAT, ann())).isTrue();
        assertThat(await(store.renew())).isTrue();
        assertThat(await(elsewhere.renew())).isTrue();
        assertThat(members(elsewhere, CHAT).members()).containsExactly(ann());
    }

    @Test
    @DisplayName(
            "PS17: what a node held that was closed expires like a dead one's, and stays if another takes it in time")
    void closesWithoutAWord() {
        startElsewhere();
        Member bob = member("c_bob", 2_000);
        join(store, CHAT, ann());
        join(store, CHAT, bob);

        store.close();

        assertThat(members(elsewhere, CHAT).members()).containsExactly(ann(), bob);
        assertThat(join(elsewhere, CHAT, bob)).isFalse();
        fallSilent();
        Awaitility.await().atMost(patience()).until(() -> !toldElsewhere.isEmpty());
        assertThat(toldElsewhere).containsExactly(ann());
        assertThat(members(elsewhere, CHAT).members()).containsExactly(bob);
    }

    @Test
    @DisplayName("PS18: starting is a sign of life")
    void startsAlive() {
        elapse(silence().multipliedBy(2));
        startElsewhere();
        join(elsewhere, CHAT, ann());
        await(store.renew());

        assertThat(members(store, CHAT).members()).containsExactly(ann());
        assertThat(await(elsewhere.renew())).isTrue();
    }

    // The first node says nothing for long enough, while the other one lives.
    private void fallSilent() {
        for (int i = 0; i < 3; i++) {
            elapse(silence().dividedBy(2));
            await(elsewhere.renew());
        }
    }

    private void startElsewhere() {
        Optional<PresenceStore> other = another();
        assumeTrue(other.isPresent(), "a store for one node");
        elsewhere = other.get();
        elsewhere.start("node-2", (channel, member) -> toldElsewhere.add(member));
    }

    private interface Change extends Function<Member, CompletionStage<Boolean>> {}

    // Both nodes do the same to every member, from two threads. @return how often that was news
    private long newsOf(List<Member> all, Function<PresenceStore, Change> change) {
        List<CompletionStage<Boolean>> answers = Collections.synchronizedList(new ArrayList<>());
        List.of(store, elsewhere).parallelStream()
                .forEach(node ->
                        all.forEach(member -> answers.add(change.apply(node).apply(member))));
        return answers.stream().filter(this::await).count();
    }

    private static Member ann() {
        return member("c_ann", 1_000);
    }

    private static Member member(String client, long joinedAtMillis) {
        return new Member(client, UserId.of(client.substring(2)), BUSY, NOTHING, joinedAtMillis);
    }

    private boolean join(PresenceStore node, ChannelName channel, Member member) {
        return await(node.join(channel, member));
    }

    private boolean update(PresenceStore node, ChannelName channel, Member member, Optional<Payload> state) {
        return await(node.update(channel, member.key(), state));
    }

    private boolean leave(PresenceStore node, ChannelName channel, Member member) {
        return await(node.leave(channel, member.key()));
    }

    private Snapshot members(PresenceStore node, ChannelName channel) {
        return await(node.members(channel, ALL));
    }

    private <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(patience().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
