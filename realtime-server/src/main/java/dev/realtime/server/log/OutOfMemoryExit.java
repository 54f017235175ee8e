package dev.realtime.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Ends the process when it is out of memory: what is left would answer pings and lose messages, and nobody would start
 * it anew.
 *
 * <p>{@code -XX:+ExitOnOutOfMemoryError} does that best; the launcher sets it. A jar's manifest cannot carry it and a
 * running HotSpot does not let it be set (JDK 17 to 25). So {@code java -jar} relies on two nets: the uncaught-exception
 * handler, and this filter, since event loops catch what their tasks throw and log it.
 *
 * <p><b>Shape:</b> only {@code OutOfMemoryError} itself counts. Netty's own {@code OutOfDirectMemoryError} says that one
 * buffer could not be had, which costs one connection.
 */
public final class OutOfMemoryExit extends Filter<ILoggingEvent> implements Thread.UncaughtExceptionHandler {

    /** What HotSpot itself exits with for {@code -XX:+ExitOnOutOfMemoryError}. */
    public static final int CODE = 3;

    private static final int MAX_CAUSES = 10;

    private final Runnable exit;

    /** @param exit ends the process; must not need memory */
    public OutOfMemoryExit(Runnable exit) {
        this.exit = exit;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        IThrowableProxy cause = event.getThrowableProxy();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (OutOfMemoryError.class.getName().equals(cause.getClassName())) {
                exit.run();
            }
            cause = cause.getCause();
        }
        return FilterReply.NEUTRAL;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable thrown) {
        if (thrown.getClass() == OutOfMemoryError.class) {
            exit.run();
            return;
        }
        System.getLogger(OutOfMemoryExit.class.getName())
                .log(System.Logger.Level.ERROR, "thread " + thread.getName() + " ended", thrown);
    }
}
