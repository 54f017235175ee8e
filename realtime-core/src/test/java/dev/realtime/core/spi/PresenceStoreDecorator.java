package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A store of presence that does what another one does; a subclass does one thing else. */
public class PresenceStoreDecorator implements PresenceStore {

    private final PresenceStore store;

    public PresenceStoreDecorator(PresenceStore store) {
        this.store = store;
    }

    @Override
    public void start(String holder, Listener listener) {
        store.start(holder, listener);
    }

    @Override
    public CompletionStage<Boolean> join(ChannelName channel, Member member) {
        return store.join(channel, member);
    }

    @Override
    public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
        return store.update(channel, memberKey, state);
    }

    @Override
    public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
        return store.leave(channel, memberKey);
    }

    @Override
    public CompletionStage<Snapshot> members(ChannelName channel, int limit) {
        return store.members(channel, limit);
    }

    @Override
    public CompletionStage<Boolean> renew() {
        return store.renew();
    }

    @Override
    public void close() {
        store.close();
    }
}
