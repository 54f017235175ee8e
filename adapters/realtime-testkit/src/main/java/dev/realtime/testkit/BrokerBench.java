package dev.realtime.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.History;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the rules of {@link BrokerContract} share: a started broker, channels that differ in their options, and what the
 * node was told.
 */
abstract class BrokerBench {

    static final int HISTORY = 10;

    /** Keeps {@value #HISTORY} entries. */
    static final ChannelName CHAT = ChannelName.of("chat");
    /** Like {@link #CHAT}. */
    static final ChannelName NEWS = ChannelName.of("news");

    static final ChannelName WITHOUT_HISTORY = ChannelName.of("off:a");
    /** Keeps {@value #SMALL_BYTES} bytes. */
    static final ChannelName SMALL = ChannelName.of("small:a");
    /** Keeps the newest entry of each key, and {@value #HISTORY} entries besides. */
    static final ChannelName LATEST = ChannelName.of("latest:a");

    static final ChannelName LATEST_WITHOUT_HISTORY = ChannelName.of("latest-off:a");
    /** Keeps {@value #SMALL_BYTES} bytes of the newest entries of all keys. */
    static final ChannelName LATEST_SMALL = ChannelName.of("latest-small:a");

    // Two and a half payloads: whatever a broker adds to each for itself, the third passes it.
    static final int SMALL_BYTES = 25_000;
    static final int BIG_PAYLOAD = 10_000;

    final List<Told> told = Collections.synchronizedList(new ArrayList<>());
    Broker broker;

    /** Of which channel and epoch an entry was told. */
    record Told(ChannelName channel, String epoch, Publication publication) {}

    /** A new broker without any log, not started. */
    protected abstract Broker create();

    /** Another node's broker, over the same logs as the one that was created last; not started. Empty if there is none. */
    protected Optional<Broker> another() {
        return Optional.empty();
    }

    /** Lets so much time pass for the broker. Rules about age are skipped unless the adapter's tests can turn a clock. */
    protected void elapse(Duration time) {
        abort("no clock to turn by " + time);
    }

    /**
     * Makes the broker lose a log that nobody is attached to, as when it crashes and had not written it. The rule about
     * it is skipped if it cannot happen.
     */
    protected void lose(ChannelName channel) {
        abort("no way to lose " + channel);
    }

    /** Called before an answer is waited for: a broker in virtual time lets what was asked happen. */
    protected void settle() {}

    /** How long to wait for what should come. */
    protected Duration patience() {
        return Duration.ofSeconds(5);
    }

    @BeforeEach
    void startEmpty() {
        broker = create();
        broker.start(
                BrokerBench::options, (channel, epoch, publication) -> told.add(new Told(channel, epoch, publication)));
    }

    @AfterEach
    void close() {
        broker.close();
    }

    static ChannelOptions options(ChannelName channel) {
        History usual = ChannelOptions.DEFAULT.history();
        ChannelOptions ten = ChannelOptions.DEFAULT.history(HISTORY, usual.bytes(), usual.age());
        ChannelOptions small = ChannelOptions.DEFAULT.history(usual.count(), SMALL_BYTES, usual.age());
        return switch (channel.namespace()) {
            case "off" -> ten.withoutHistory();
            case "small" -> small;
            case "latest" -> ten.slowPolicy(SlowPolicy.LATEST_PER_KEY);
            case "latest-off" -> ten.withoutHistory().slowPolicy(SlowPolicy.LATEST_PER_KEY);
            case "latest-small" -> small.slowPolicy(SlowPolicy.LATEST_PER_KEY);
            default -> ten;
        };
    }

    ConditionFactory eventually() {
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .atMost(patience());
    }

    <T> T await(CompletionStage<T> stage) {
        settle();
        return stage.toCompletableFuture()
                .orTimeout(patience().toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** @return the epoch */
    String fill(ChannelName channel, int count) {
        String epoch = "";
        for (int i = 1; i <= count; i++) {
            epoch = publish(channel, "" + i).epoch();
        }
        return epoch;
    }

    StreamPosition publish(ChannelName channel, String json) {
        return publish(channel, Message.of(Payload.json(json)));
    }

    StreamPosition publish(ChannelName channel, Message message) {
        return await(broker.publish(channel, message));
    }

    StreamPosition attach(ChannelName channel) {
        return await(broker.attach(channel));
    }

    Page read(ChannelName channel, StreamPosition after) {
        return await(broker.read(channel, Optional.of(after), 1_000, 1 << 20));
    }

    /** What the node was told of a channel so far. */
    List<Publication> toldOf(ChannelName channel) {
        return List.copyOf(told).stream()
                .filter(one -> one.channel().equals(channel))
                .map(Told::publication)
                .toList();
    }

    /** What the node was told of a channel, as soon as it is so much. */
    List<Publication> awaitTold(ChannelName channel, int count) {
        settle();
        eventually().until(() -> toldOf(channel).size() >= count);
        return toldOf(channel);
    }

    static List<Long> offsets(Page page) {
        List<Publication> entries =
                page instanceof Page.Latest latest ? latest.entries() : ((Page.Entries) page).entries();
        return offsets(entries);
    }

    static List<Long> offsets(List<Publication> entries) {
        return entries.stream().map(Publication::offset).toList();
    }

    static List<Long> upTo(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(Long::valueOf).toList();
    }

    static Message big() {
        return Message.of(Payload.binary(new byte[BIG_PAYLOAD]));
    }

    static <T> List<T> times(int count, IntFunction<T> each) {
        return IntStream.rangeClosed(1, count).mapToObj(each).toList();
    }
}
