package dev.realtime.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EncoderTest {

    private final LoggerContext context = new LoggerContext();

    @Test
    void plainIsTimeLevelAndMessage() {
        assertThat(plain(event("ready", null))).isEqualTo("22:13:20.000 INFO  ready\n");
    }

    @Test
    @DisplayName("CF04: a message with line breaks is one line, plain and as JSON")
    void staysOneLine() {
        ILoggingEvent event = event("a\nb\"c\\", null);

        assertThat(plain(event)).isEqualTo("22:13:20.000 INFO  a\\u000ab\"c\\\n");
        assertThat(json(event))
                .isEqualTo("{\"time\":\"2023-11-14T22:13:20Z\",\"level\":\"INFO\",\"logger\":\"edge\","
                        + "\"message\":\"a\\\\u000ab\\\"c\\\\\"}\n");
    }

    @Test
    @DisplayName("CF04: the message of an exception is one line")
    void theMessageOfAnExceptionIsOneLine() {
        ILoggingEvent event = event("failed", new IllegalStateException("x\ny"));

        assertThat(plain(event)).contains("    java.lang.IllegalStateException: x\\u000ay\n");
        assertThat(json(event).lines()).hasSize(1);
    }

    @Test
    void outOfMemoryEndsTheProcessWhoeverCaughtIt() {
        AtomicInteger exits = new AtomicInteger();
        OutOfMemoryExit exit = new OutOfMemoryExit(exits::incrementAndGet);

        exit.decide(event("a task failed", new IllegalStateException(new OutOfMemoryError("Java heap space"))));
        exit.decide(event("a task failed", new IllegalStateException()));
        exit.uncaughtException(Thread.currentThread(), new OutOfMemoryError());

        assertThat(exits).hasValue(2);
    }

    private ILoggingEvent event(String message, Throwable thrown) {
        LoggingEvent event = new LoggingEvent("x", context.getLogger("edge"), Level.INFO, message, thrown, null);
        event.setTimeStamp(1_700_000_000_000L);
        return event;
    }

    private static String plain(ILoggingEvent event) {
        return new String(new LineEncoder(ZoneOffset.UTC).encode(event), UTF_8);
    }

    private static String json(ILoggingEvent event) {
        return new String(new JsonEncoder().encode(event), UTF_8);
    }
}
