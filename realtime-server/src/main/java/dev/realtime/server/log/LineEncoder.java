package dev.realtime.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** A line for people: time, level, message. The stack of an exception follows, indented. */
final class LineEncoder extends EncoderBase<ILoggingEvent> {

    static final int MAX_FRAMES = 40;

    private static final int MAX_CAUSES = 5;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final ZoneId zone;

    LineEncoder(ZoneId zone) {
        this.zone = zone;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        line.append(TIME.format(Instant.ofEpochMilli(event.getTimeStamp()).atZone(zone)));
        line.append(String.format(" %-5s ", event.getLevel()));
        line.append(OneLine.of(event.getFormattedMessage())).append('\n');
        if (event.getThrowableProxy() != null) {
            appendStack(line, event.getThrowableProxy());
        }
        return line.toString().getBytes(UTF_8);
    }

    static void appendStack(StringBuilder text, IThrowableProxy thrown) {
        IThrowableProxy cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            text.append(depth == 0 ? "    " : "    caused by ").append(cause.getClassName());
            if (cause.getMessage() != null) {
                text.append(": ").append(OneLine.of(cause.getMessage()));
            }
            text.append('\n');
            appendFrames(text, cause.getStackTraceElementProxyArray());
            cause = cause.getCause();
        }
    }

    private static void appendFrames(StringBuilder text, StackTraceElementProxy[] frames) {
        for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
            text.append("      ").append(frames[i].getSTEAsString()).append('\n');
        }
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }
}
