package dev.realtime.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** Puts answers into the bytes of HTTP/1.1. */
final class ReplyWriter {

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private ReplyWriter() {}

    /** @param withBody false for the answer to HEAD */
    static ByteBuf write(HttpReply reply, boolean withBody, boolean keepAlive) {
        StringBuilder head = new StringBuilder(256)
                .append("HTTP/1.1 ")
                .append(reply.status())
                .append(' ')
                .append(reason(reply.status()))
                .append("\r\n");
        reply.headers().forEach((name, value) -> header(head, name, value));
        boolean bodyAllowed = reply.status() != NO_CONTENT && reply.status() != NOT_MODIFIED;
        if (bodyAllowed) {
            header(head, "Content-Length", Integer.toString(reply.body().length));
        }
        if (!reply.headers().containsKey("Upgrade")) {
            header(head, "Connection", keepAlive ? "keep-alive" : "close");
        } else {
            header(head, "Connection", "Upgrade, close");
        }
        ByteBuf bytes = latin1(head.append("\r\n"));
        return bodyAllowed && withBody ? Unpooled.wrappedBuffer(bytes, Unpooled.wrappedBuffer(reply.body())) : bytes;
    }

    /** The answer that opens a WebSocket connection. */
    static ByteBuf switching(ByteBufAllocator allocator, String accept, Optional<String> subprotocol) {
        StringBuilder head = new StringBuilder(160)
                .append("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
        header(head, "Sec-WebSocket-Accept", accept);
        subprotocol.ifPresent(name -> header(head, "Sec-WebSocket-Protocol", name));
        byte[] bytes = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        return allocator.directBuffer(bytes.length).writeBytes(bytes);
    }

    /**
     * The answer that opens an event stream, which ends with the connection: so it needs no frames of its own, and passes
     * proxies that speak HTTP/1.0.
     *
     * @param retryMillis how long a browser waits before it comes back
     */
    static ByteBuf eventStream(ByteBufAllocator allocator, Map<String, String> headers, int retryMillis) {
        StringBuilder head = new StringBuilder(320).append("HTTP/1.1 200 OK\r\n");
        header(head, "Content-Type", "text/event-stream");
        header(head, "Cache-Control", "no-store");
        header(head, "X-Accel-Buffering", "no");
        header(head, "X-Content-Type-Options", "nosniff");
        header(head, "Connection", "close");
        headers.forEach((name, value) -> header(head, name, value));
        head.append("\r\nretry: ").append(retryMillis).append("\n\n");
        byte[] bytes = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        return allocator.directBuffer(bytes.length).writeBytes(bytes);
    }

    /** An event stream without events, whose reader is to come back later. */
    static HttpReply laterEvents(int retryMillis) {
        return new HttpReply(
                200,
                Map.of("Content-Type", "text/event-stream", "Cache-Control", "no-store"),
                ("retry: " + retryMillis + "\n\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Tells a peer that waits for it to go on with its body (RFC 9110 §10.1.1). */
    static ByteBuf goOn() {
        return latin1(new StringBuilder("HTTP/1.1 100 Continue\r\n\r\n"));
    }

    private static void header(StringBuilder head, String name, String value) {
        head.append(name).append(": ").append(value).append("\r\n");
    }

    private static ByteBuf latin1(StringBuilder text) {
        return Unpooled.wrappedBuffer(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String reason(int status) {
        return switch (status) {
            case 200 -> "OK";
            case 201 -> "Created";
            case 202 -> "Accepted";
            case 204 -> "No Content";
            case 302 -> "Found";
            case 304 -> "Not Modified";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 406 -> "Not Acceptable";
            case 408 -> "Request Timeout";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 414 -> "URI Too Long";
            case 415 -> "Unsupported Media Type";
            case 417 -> "Expectation Failed";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 431 -> "Request Header Fields Too Large";
            case 500 -> "Internal Server Error";
            case 501 -> "Not Implemented";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            case 505 -> "HTTP Version Not Supported";
            default -> "-";
        };
    }
}
