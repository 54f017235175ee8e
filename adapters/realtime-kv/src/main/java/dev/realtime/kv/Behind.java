package dev.realtime.kv;

import dev.realtime.core.ChannelName;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Ticker;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Channels that the hub does not take a publication of, while it may take others'. Each is tried again by and by, and nobody
 * waits for it; what changes meanwhile is published after what is stuck, the newest version of each key.
 *
 * <p><b>Shape:</b> bounded in keys, of all channels together.
 *
 * <p><b>Threads:</b> confined to the thread of the source.
 */
final class Behind {

    /** As many as are read at once. */
    static final int MAX_KEYS = 1_000;

    private static final System.Logger LOG = System.getLogger(KvSource.class.getName());

    private final Map<ChannelName, Late> channels = new LinkedHashMap<>();
    private final Announcer announcer;
    private final Ticker ticker;

    Behind(Announcer announcer, Ticker ticker) {
        this.announcer = announcer;
        this.ticker = ticker;
    }

    boolean has(ChannelName channel) {
        return channels.containsKey(channel);
    }

    /**
     * What was tried and not taken.
     *
     * @return false if there is no room for it
     */
    boolean takes(Act act, int failures) {
        if (!hasRoom(act.batch())) {
            return false;
        }
        if (!has(act.batch().channel())) {
            channels.put(act.batch().channel(), new Late(failures));
            LOG.log(
                    Level.WARNING,
                    "the hub does not take what changed of {0}; it is tried again, and the others go on",
                    act.batch().channel().namespace());
        }
        channels.get(act.batch().channel()).stuck.add(act);
        return true;
    }

    /**
     * What changed of a channel that is behind.
     *
     * @return false if there is no room for it
     */
    boolean takes(Batch batch) {
        if (!hasRoom(batch)) {
            return false;
        }
        channels.get(batch.channel()).add(batch.changes());
        return true;
    }

    /** Looks what became of attempts, and begins those whose time has come. */
    void retry() {
        channels.values().removeIf(late -> {
            late.look();
            if (late.stuck.isEmpty()) {
                LOG.log(Level.INFO, "the hub takes what changed of a channel again");
                return true;
            }
            late.begin();
            return false;
        });
    }

    private boolean hasRoom(Batch more) {
        int keys = more.changes().size();
        for (Late late : channels.values()) {
            keys += late.keys();
        }
        return keys <= MAX_KEYS;
    }

    /** A channel, of which one act is tried at a time: an older version must not follow a newer one. */
    private final class Late {
        private final ArrayDeque<Act> stuck = new ArrayDeque<>();
        private final Map<Name, KvChange> next = new LinkedHashMap<>();
        private Optional<CompletableFuture<?>> answer = Optional.empty();
        private int failures;
        private long due;

        Late(int failures) {
            this.failures = failures;
            this.due = ticker.nanos() + announcer.pauseNanos(failures);
        }

        int keys() {
            return next.size()
                    + stuck.stream()
                            .mapToInt(act -> act.batch().changes().size())
                            .sum();
        }

        void add(List<KvChange> changes) {
            changes.forEach(change -> next.put(new Name(change.owner(), change.key()), change));
        }

        void look() {
            if (answer.filter(CompletableFuture::isDone).isEmpty()) {
                return;
            }
            if (announcer.isSettled(stuck.element(), answer.get())) {
                stuck.remove();
                failures = 0;
                due = ticker.nanos();
            } else {
                due = ticker.nanos() + announcer.pauseNanos(++failures);
            }
            answer = Optional.empty();
            if (stuck.isEmpty() && !next.isEmpty()) {
                stuck.addAll(announcer.acts(new ArrayList<>(next.values())));
                next.clear();
            }
        }

        void begin() {
            if (answer.isEmpty() && ticker.nanos() - due >= 0) {
                answer = Optional.of(announcer.ask(stuck.element()));
            }
        }
    }

    private record Name(UserId owner, KvKey key) {}
}
