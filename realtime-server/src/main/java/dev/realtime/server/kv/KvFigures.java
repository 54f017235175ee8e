package dev.realtime.server.kv;

import dev.realtime.kv.KvTelemetry;
import dev.realtime.source.Rejection;
import dev.realtime.source.SourceTelemetry;

/**
 * Tells of announcements as the other sources tell of their records: a record is a key that changed.
 *
 * <p><b>Threads:</b> as the listener.
 */
record KvFigures(SourceTelemetry listener) implements KvTelemetry {

    @Override
    public void announced(int keys) {
        for (int i = 0; i < keys; i++) {
            listener.accepted();
        }
    }

    @Override
    public void publishFailed() {
        listener.publishFailed();
    }

    @Override
    public void publishDropped(int keys) {
        for (int i = 0; i < keys; i++) {
            listener.rejected(Rejection.REFUSED);
        }
    }

    @Override
    public void sourceFailed() {
        listener.sourceFailed();
    }

    @Override
    public void sourceBack() {
        listener.sourceBack();
    }
}
