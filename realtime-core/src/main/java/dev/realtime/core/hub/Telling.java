package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.hub.ReadingGate.Reason;
import dev.realtime.core.spi.Telemetry;

/**
 * How a connection is told what comes beside its channels: through its control queue, which is bounded.
 *
 * <p><b>Threads:</b> stateless; called on the connection's lane.
 */
final class Telling {

    private static final System.Logger LOG = System.getLogger(Telling.class.getName());

    private Telling() {}

    /** The frame in the peer's dialect; a dialect that throws leaves it out. */
    static EncodedFrame encode(Connection connection, ServerFrame frame) {
        try {
            return connection.dialect().encode(frame);
        } catch (RuntimeException e) {
            connection.kernel().telemetry().failed(Telemetry.Adapter.DIALECT);
            LOG.log(System.Logger.Level.ERROR, "a frame to " + connection + " could not be encoded", e);
            return EncodedFrame.NONE;
        }
    }

    /** Tells a peer no. */
    static void fail(Connection connection, ServerFrame.Failure failure) {
        connection.kernel().telemetry().refused(failure.code());
        connection.tell(failure);
        boolean mayAskAgain = failure.channel().isPresent() && failure.code().temporary();
        if (mayAskAgain && connection.dialect().listensOnly()) {
            // It has no way to ask again but to come again.
            connection.end(CloseCode.INSUFFICIENT_STATE);
        }
    }

    /** Puts a frame into the control queue, unless it is none; a peer that lets the queue fill up is cut. */
    static void tell(Connection connection, EncodedFrame frame) {
        if (frame != EncodedFrame.NONE && !offer(connection, frame)) {
            connection.kernel().telemetry().limitHit(Telemetry.Limit.REPLIES);
            connection.end(CloseCode.SLOW_CONSUMER);
        }
    }

    /** Puts a frame into the control queue. @return false if there is no room; true also if the connection is over */
    static boolean offer(Connection connection, EncodedFrame frame) {
        ControlQueue control = connection.control();
        if (!connection.isOver()
                && !control.hasRoomFor(frame, connection.kernel().limits())
                && connection.canWrite()) {
            // A whole burst of requests came in one piece; it is not the peer who is slow.
            connection.lane().writeNow(connection);
        }
        if (connection.isOver()) {
            return true;
        }
        if (!control.hasRoomFor(frame, connection.kernel().limits())) {
            return false;
        }
        control.add(frame);
        if (!connection.canWrite() && control.isHalfFull(connection.kernel().limits())) {
            connection.reading().close(Reason.REPLIES);
        }
        connection.lane().touch(connection);
        return true;
    }

    /** The link has the first frame of the control queue. */
    static void taken(Connection connection) {
        ControlQueue control = connection.control();
        control.taken();
        if (control.isEmpty()) {
            connection.reading().open(Reason.REPLIES);
            // Neither at once: the plan of a write is being worked off.
            connection.heldAnswersGoOn();
            if (control.isAwaited()) {
                connection.lane().execute(control::goOn);
            }
        }
    }

    /** Runs {@code then} when nothing waits to be told, so that a large answer never stands behind another. */
    static void whenAllTold(Connection connection, Runnable then) {
        if (connection.control().isEmpty()) {
            then.run();
        } else if (!connection.isOver()) {
            connection.control().whenEmpty(then);
        }
    }
}
