package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.source.SourcePublisher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Appends every message once, as a broker does, and remembers it. */
final class TakenHub implements SourcePublisher {

    record Taken(ChannelName channel, Message message) {}

    private final List<Taken> taken = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private Optional<RuntimeException> refusal = Optional.empty();
    private int repeats;
    private int asked;

    @Override
    public synchronized CompletionStage<?> publish(ChannelName channel, Message message) {
        asked++;
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        if (known.add(channel + " " + message.idempotencyKey())) {
            taken.add(new Taken(channel, message));
        } else {
            repeats++;
        }
        return CompletableFuture.completedStage(null);
    }

    synchronized void refuses(RuntimeException why) {
        refusal = Optional.of(why);
    }

    synchronized void takesAgain() {
        refusal = Optional.empty();
    }

    synchronized List<Taken> taken() {
        return List.copyOf(taken);
    }

    synchronized int repeats() {
        return repeats;
    }

    synchronized int asked() {
        return asked;
    }

    /** Channel and event of each. */
    List<String> told() {
        return taken().stream()
                .map(each -> each.channel() + " " + each.message().event())
                .toList();
    }
}
