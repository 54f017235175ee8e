package dev.realtime.core.spi;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A store of cursors that does what another one does; a subclass does one thing else. */
public class CursorStoreDecorator implements CursorStore {

    private final CursorStore store;

    public CursorStoreDecorator(CursorStore store) {
        this.store = store;
    }

    @Override
    public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
        return store.advance(reader, channel, position);
    }

    @Override
    public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
        return store.position(reader, channel);
    }

    @Override
    public void close() {
        store.close();
    }
}
