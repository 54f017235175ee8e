package dev.realtime.server.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.io.Console;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets up the program's log without a file of its own. A logback file that the user names ({@code
 * -Dlogback.configurationFile=…}) wins. A program that embeds the server is left alone: its log is its own.
 *
 * <p>Logback finds this class as a service; it does something only after {@link #claim()}, so that the first logger of
 * the program does not cost the search for files.
 */
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final String USERS_FILE = "logback.configurationFile";

    private static final List<String> LIBRARIES =
            List.of("io.netty", "org.glassfish", "org.apache.kafka", "org.flywaydb", "com.zaxxer.hikari");

    /** Lines that may wait; beyond, the lesser ones are dropped. */
    private static final int QUEUE = 4096;

    private static volatile boolean claimed;

    /** Called by logback. */
    public LogSetup() {}

    /** To be called before the first logger of this process is made. */
    public static void claim() {
        claimed = true;
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (!claimed || System.getProperty(USERS_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /**
     * Logs to standard output from now on.
     *
     * @param json an object a line, else a line for people
     * @param level the least level that is logged, by its name
     */
    public static void start(boolean json, String level, OutOfMemoryExit exit) {
        if (System.getProperty(USERS_FILE) != null) {
            return;
        }
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(Level.toLevel(level));
        // What libraries say in detail helps nobody who runs this, and may show payloads.
        for (String library : LIBRARIES) {
            context.getLogger(library).setLevel(Level.WARN);
        }
        // It repeats at every attempt what the source says once.
        context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.ERROR);
        root.addAppender(appender(context, json ? new JsonEncoder() : new LineEncoder(ZoneId.systemDefault()), exit));
    }

    /** Writes what is still to be written. Nothing is logged after it. */
    public static void stop() {
        if (claimed) {
            ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
        }
    }

    /** Whether a person looks at standard output. */
    public static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From JDK 22 on there is always a console, and this method tells.
            return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static Appender<ILoggingEvent> appender(
            LoggerContext context, Encoder<ILoggingEvent> encoder, OutOfMemoryExit exit) {
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setEncoder(encoder);
        console.start();
        // Standard output may be a pipe that nobody empties; an event loop must not wait for it.
        AsyncAppender queue = new AsyncAppender();
        queue.setContext(context);
        queue.setQueueSize(QUEUE);
        queue.setNeverBlock(true);
        queue.addAppender(console);
        queue.start();
        Appender<ILoggingEvent> gate = new Gate(queue);
        gate.setContext(context);
        gate.addFilter(exit);
        gate.addFilter(new RepeatFilter((count, like) -> queue.doAppend(heldBack(context, count, like))));
        gate.start();
        return gate;
    }

    private static ILoggingEvent heldBack(LoggerContext context, long count, ILoggingEvent like) {
        Logger logger = context.getLogger(like.getLoggerName());
        String text = count + " more like the next line were held back";
        LoggingEvent event = new LoggingEvent(LogSetup.class.getName(), logger, like.getLevel(), text, null, null);
        event.setTimeStamp(like.getTimeStamp());
        return event;
    }

    /** Where the filters stand. They speak to the queue behind it themselves, which one with filters would not allow. */
    private static final class Gate extends UnsynchronizedAppenderBase<ILoggingEvent> {
        private final Appender<ILoggingEvent> next;

        Gate(Appender<ILoggingEvent> next) {
            this.next = next;
        }

        @Override
        protected void append(ILoggingEvent event) {
            next.doAppend(event);
        }

        @Override
        public void stop() {
            next.stop();
            super.stop();
        }
    }
}
