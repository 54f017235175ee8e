package dev.realtime.source.delivery;

import dev.realtime.core.ChannelName;
import dev.realtime.source.Routed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Publishes records of one channel one after the other, so that their order holds whatever the hub refuses; those of
 * different channels at once.
 *
 * <p><b>Threads:</b> confined to the source's thread; records that wait go out on the thread that ends the wait.
 */
public final class ChannelOrder {

    private final Courier courier;
    private final Map<ChannelName, CompletableFuture<?>> last = new HashMap<>();

    public ChannelOrder(Courier courier) {
        this.courier = courier;
    }

    /** Publishes behind the one before it in its channel; what it returns is as of {@link Courier#deliver}. */
    public CompletableFuture<Optional<String>> deliver(Routed.To to, BooleanSupplier over) {
        CompletableFuture<?> before = last.get(to.channel());
        CompletableFuture<Optional<String>> delivered =
                before == null ? courier.deliver(to, over) : before.thenCompose(done -> courier.deliver(to, over));
        last.put(to.channel(), delivered);
        return delivered;
    }

    /** Lets go of one that is delivered: nobody has to wait for it. */
    public void settled(ChannelName channel, CompletableFuture<?> delivered) {
        last.remove(channel, delivered);
    }
}
