package dev.realtime.examples.notifier;

import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Randomness;
import dev.realtime.examples.notifier.Keys.UnavailableException;
import dev.realtime.examples.notifier.Keys.UnreadableException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Sees to it that the chat hears of the newest version of every task, once.
 *
 * <p>News are versions that differ from those in the ledger. They come from the watch while it is connected, and from a list
 * of all tasks each time it has connected: between the two nothing is missed, as the list is read after the watch is known
 * to hear. One task's announcement is: fetch, record that it is being sent, send, record that it was. A crash before the
 * third step leaves news; one after the fourth leaves none; one between Telegram's taking and the fourth leaves a doubt,
 * which {@link OnDoubt} decides. That is the only place where a message can come twice, or with {@code skip} be lost.
 *
 * <p>What the server or the chat refuses is tried again, after 1, 2, 4, 8, 16, 30 s or as long as the chat asks for. A task
 * whose message is refused goes behind the others.
 *
 * <p><b>Threads:</b> may be called from anywhere; all work is done on its worker.
 */
final class Notifier {

    private static final System.Logger LOG = System.getLogger(Notifier.class.getName());

    private final Keys keys;
    private final Chat chat;
    private final Ledger ledger;
    private final TodoFormat format;
    private final OnDoubt onDoubt;
    private final Worker worker;
    private final Randomness randomness;

    /** Versions that were heard of and are not announced. */
    private final Map<TaskKey, Long> news = new LinkedHashMap<>();

    private boolean mustCompare;
    // The list could not be had; until the next try what is heard of is announced without it.
    private boolean comparingWaits;
    private int failedLists;
    // Of the tries that were planned only the newest takes place.
    private long plannedList;
    private int failures;
    // The chat asked to be left alone until the next turn.
    private boolean chatWaits;
    // Of the turns that were planned only the newest takes place.
    private long plannedTurn;
    private boolean isPlanned;

    Notifier(Ports ports, TodoFormat format, OnDoubt onDoubt, Worker worker, Randomness randomness) {
        this.keys = ports.keys();
        this.chat = ports.chat();
        this.ledger = ports.ledger();
        this.format = format;
        this.onDoubt = onDoubt;
        this.worker = worker;
        this.randomness = randomness;
    }

    /** What it stands between. */
    record Ports(Keys keys, Chat chat, Ledger ledger) {}

    /** From now on changes are heard; what happened before must be looked for. */
    void connected() {
        worker.execute(() -> {
            mustCompare = true;
            comparingWaits = false;
            failedLists = 0;
            if (!chatWaits) {
                // The server is back: what waits for it need not.
                failures = 0;
                plan(Duration.ZERO);
            }
        });
    }

    void changed(List<Change> changes) {
        worker.execute(() -> {
            changes.forEach(this::hear);
            if (!isPlanned) {
                plan(Duration.ZERO);
            }
        });
    }

    private void hear(Change change) {
        if (news.size() < Keys.MAX_TASKS) {
            news.put(change.key(), change.version());
        } else {
            mustCompare = true;
        }
    }

    private void plan(Duration delay) {
        long turn = ++plannedTurn;
        isPlanned = true;
        worker.after(delay, () -> {
            if (turn == plannedTurn) {
                isPlanned = false;
                chatWaits = false;
                turn();
            }
        });
    }

    /** Does one thing, so that presses need not wait for many. */
    private void turn() {
        if (mayCompare()) {
            tryToCompare();
        } else if (hasNews() && !tryToAnnounce()) {
            return;
        }
        if (mayCompare() || hasNews()) {
            plan(Duration.ZERO);
        }
    }

    private boolean mayCompare() {
        return mustCompare && !comparingWaits;
    }

    /** A list that cannot be had holds up nobody who was heard of: it may be the list alone that fails. */
    private void tryToCompare() {
        try {
            compare();
            failedLists = 0;
            failures = 0;
        } catch (UnavailableException e) {
            Duration delay = Backoff.DEFAULT.delay(failedLists++, Jitter.from(randomness));
            warn("The tasks cannot be listed: " + e.getMessage(), delay);
            comparingWaits = true;
            long list = ++plannedList;
            worker.after(delay, () -> compareAgain(list));
        }
    }

    private void compareAgain(long list) {
        if (list == plannedList && comparingWaits) {
            comparingWaits = false;
            if (!isPlanned) {
                plan(Duration.ZERO);
            }
        }
    }

    /** @return whether to go on at once */
    private boolean tryToAnnounce() {
        Map.Entry<TaskKey, Long> next = news.entrySet().iterator().next();
        try {
            if (!announce(new Change(next.getKey(), next.getValue()))) {
                return false;
            }
            failures = 0;
            return true;
        } catch (UnavailableException e) {
            tryLater("The server cannot be asked: " + e.getMessage(), Optional.empty());
            return false;
        }
    }

    /** Before the first list nobody knows what is news. */
    private boolean hasNews() {
        return !ledger.isNew() && !news.isEmpty();
    }

    /** Finds what changed while nobody listened. */
    private void compare() {
        Map<TaskKey, Long> present = keys.list();
        mustCompare = false;
        if (ledger.isNew()) {
            ledger.baseline(present);
            news.clear();
            LOG.log(Level.INFO, "First start: {0} tasks are there and not announced", present.size());
            return;
        }
        List<TaskKey> gone = new ArrayList<>();
        ledger.keys().forEach(key -> {
            if (!present.containsKey(key)) {
                gone.add(key);
            }
        });
        ledger.forget(gone);
        // From here on the list is as new as anything heard before it.
        news.clear();
        present.forEach((key, version) -> {
            if (!isSettled(new Change(key, version))) {
                news.put(key, version);
            }
        });
        LOG.log(Level.INFO, "{0} tasks, {1} of them changed meanwhile", present.size(), news.size());
    }

    /** @return whether to go on at once */
    private boolean announce(Change heard) {
        if (isSettled(heard)) {
            news.remove(heard.key());
            return true;
        }
        Optional<Todo> todo = Optional.empty();
        Change change = heard;
        try {
            Optional<Entry> found = keys.get(heard.key());
            if (found.isEmpty()) {
                ledger.forget(List.of(heard.key()));
                news.remove(heard.key());
                return true;
            }
            Entry entry = found.get();
            change = new Change(heard.key(), entry.version());
            if (isSettled(change) || isOwn(change.key(), entry)) {
                ledger.settled(change);
                news.remove(change.key());
                return true;
            }
            todo = format.read(entry.value());
        } catch (UnreadableException e) {
            LOG.log(Level.WARNING, "{0}: {1}", heard.key(), e.getMessage());
        }
        return send(change, Notice.of(change.key(), todo));
    }

    private boolean send(Change change, Notice notice) {
        ledger.sending(change);
        Chat.Outcome outcome = chat.send(notice);
        if (outcome instanceof Chat.Refused refused) {
            ledger.notSent();
            // The others need not wait for what this one is refused for.
            news.remove(change.key());
            news.put(change.key(), change.version());
            tryLater("Telegram refuses " + change.key() + ": " + refused.why(), refused.retryAfter());
            return false;
        }
        if (outcome instanceof Chat.Unknown unknown) {
            LOG.log(Level.WARNING, "Telegram may have {0} or not: {1}", change.key(), unknown.why());
            if (onDoubt == OnDoubt.RESEND) {
                ledger.notSent();
                tryLater("It is sent again", Optional.empty());
                return false;
            }
        }
        ledger.settled(change);
        news.remove(change.key());
        LOG.log(Level.INFO, "Announced {0} version {1,number,#}", change.key(), change.version());
        return true;
    }

    private void tryLater(String why, Optional<Duration> wait) {
        Duration delay = wait.orElseGet(() -> Backoff.DEFAULT.delay(failures++, Jitter.from(randomness)));
        warn(why, delay);
        chatWaits = wait.isPresent();
        plan(delay);
    }

    private static void warn(String why, Duration delay) {
        LOG.log(Level.WARNING, "{0}; next try in {1} ms", why, String.valueOf(delay.toMillis()));
    }

    private boolean isSettled(Change change) {
        OptionalLong announced = ledger.announced(change.key());
        return announced.isPresent() && announced.getAsLong() == change.version();
    }

    /** Whether the notifier itself wrote what is there, and does not know it because the answer was lost. */
    private boolean isOwn(TaskKey key, Entry entry) {
        return ledger.written(key).filter(Digest.of(entry.value())::equals).isPresent();
    }
}
