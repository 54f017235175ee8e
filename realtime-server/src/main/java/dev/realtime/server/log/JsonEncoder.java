package dev.realtime.server.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import java.time.Instant;

/** An object a line for machines: {@code time}, {@code level}, {@code logger}, {@code message}, {@code stack}. */
final class JsonEncoder extends EncoderBase<ILoggingEvent> {

    @Override
    public byte[] encode(ILoggingEvent event) {
        StringBuilder json = new StringBuilder(256);
        json.append("{\"time\":\"").append(Instant.ofEpochMilli(event.getTimeStamp()));
        json.append("\",\"level\":\"").append(event.getLevel());
        field(json, "logger", event.getLoggerName());
        field(json, "message", OneLine.of(event.getFormattedMessage()));
        if (event.getThrowableProxy() != null) {
            StringBuilder stack = new StringBuilder();
            LineEncoder.appendStack(stack, event.getThrowableProxy());
            field(json, "stack", stack.toString());
        }
        return json.append("\"}\n").toString().getBytes(UTF_8);
    }

    /** Ends the text before it and leaves its own open. */
    private static void field(StringBuilder json, String name, String value) {
        json.append("\",\"").append(name).append("\":\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                default -> json.append(c < ' ' ? ' ' : c);
            }
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
