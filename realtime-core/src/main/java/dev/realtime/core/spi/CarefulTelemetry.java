package dev.realtime.core.spi;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.frame.ClientFrame;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps from the engine what a telemetry throws. Without a lambda for each call, since these must not allocate.
 *
 * <p><b>Threads:</b> thread-safe.
 */
final class CarefulTelemetry implements Telemetry {

    private static final System.Logger LOG = System.getLogger(CarefulTelemetry.class.getName());

    private final Telemetry telemetry;
    private final AtomicBoolean told = new AtomicBoolean();

    CarefulTelemetry(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void handshakeAccepted(String dialect, long nanos) {
        try {
            telemetry.handshakeAccepted(dialect, nanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void handshakeRefused(ErrorCode code, long nanos) {
        try {
            telemetry.handshakeRefused(code, nanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void connectionOpened(String dialect) {
        try {
            telemetry.connectionOpened(dialect);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void connectionClosed(String dialect, int code, long durationNanos) {
        try {
            telemetry.connectionClosed(dialect, code, durationNanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void cut(CloseCode code) {
        try {
            telemetry.cut(code);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void authenticationFailed(String reason) {
        try {
            telemetry.authenticationFailed(reason);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void received(String dialect, ClientFrame.Kind kind, int bytes) {
        try {
            telemetry.received(dialect, kind, bytes);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void refused(ErrorCode code) {
        try {
            telemetry.refused(code);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void limitHit(Limit limit) {
        try {
            telemetry.limitHit(limit);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void called(CallOutcome outcome, long handlerNanos) {
        try {
            telemetry.called(outcome, handlerNanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void subscribed() {
        try {
            telemetry.subscribed();
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void unsubscribed() {
        try {
            telemetry.unsubscribed();
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void resumed(Resumption how) {
        try {
            telemetry.resumed(how);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void skipped(Skip why, long entries) {
        try {
            telemetry.skipped(why, entries);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void published(Message.Kind kind, PublishOutcome outcome, int bytes, long nanos) {
        try {
            telemetry.published(kind, outcome, bytes, nanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void arrived(long lagMillis) {
        try {
            telemetry.arrived(lagMillis);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void sent(String dialect, long frames, long bytes) {
        try {
            telemetry.sent(dialect, frames, bytes);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void delivered(long entries, long oldestNanos) {
        try {
            telemetry.delivered(entries, oldestNanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void turned(long nanos) {
        try {
            telemetry.turned(nanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void waiting(long oldestNanos) {
        try {
            telemetry.waiting(oldestNanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void escalated(boolean done) {
        try {
            telemetry.escalated(done);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void brokerAnswered(BrokerCall call, long nanos) {
        try {
            telemetry.brokerAnswered(call, nanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void brokerFailed(BrokerCall call, long nanos) {
        try {
            telemetry.brokerFailed(call, nanos);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    @Override
    public void failed(Adapter adapter) {
        try {
            telemetry.failed(adapter);
        } catch (RuntimeException e) {
            threw(e);
        }
    }

    // Once: what throws now will throw at every message.
    private void threw(RuntimeException e) {
        if (!told.getAndSet(true)) {
            LOG.log(System.Logger.Level.ERROR, "the telemetry throws; what it is told may be lost", e);
        }
    }
}
