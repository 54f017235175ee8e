package dev.realtime.testkit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A reader of an event stream that does what a browser's {@code EventSource} does with the bytes, and shows a test what it
 * got.
 *
 * <p><b>Threads:</b> confined to its test.
 *
 * <p><b>Source:</b> HTML, server-sent events, §9.2.6.
 */
public final class EventPeer implements AutoCloseable {

    private final RawPeer peer;
    private final HttpAnswer answer;
    private String lastId = "";
    private String nextId = "";
    private int comments;
    private int retryMillis;

    private EventPeer(RawPeer peer, HttpAnswer answer) {
        this.peer = peer;
        this.answer = answer;
    }

    /** Asks for events. @param headers whole lines, besides {@code Host} and {@code Accept} */
    public static EventPeer open(int port, String target, String... headers) {
        return open(RawPeer.connect(port), target, headers);
    }

    /** The same over a connection that is there. */
    public static EventPeer open(RawPeer peer, String target, String... headers) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n")
                .append("Accept: text/event-stream\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return new EventPeer(peer, peer.send(request + "\r\n").answer());
    }

    /** The head of the answer, and the body of one that is no stream. */
    public HttpAnswer answer() {
        return answer;
    }

    /** The next event of which a page would be told; empty if the stream has ended. */
    public Optional<Event> next() {
        String name = "";
        StringBuilder data = new StringBuilder();
        for (Optional<String> line = peer.line(); line.isPresent(); line = peer.line()) {
            String text = new String(line.get().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
            if (!text.isEmpty()) {
                name = field(text, name, data);
                continue;
            }
            // One that is cut off in the middle does not count.
            lastId = nextId;
            if (data.isEmpty()) {
                name = "";
            } else {
                data.setLength(data.length() - 1);
                return Optional.of(new Event(name.isEmpty() ? "message" : name, data.toString(), lastId));
            }
        }
        return Optional.empty();
    }

    /** The next event, which has to come. */
    public Event nextEvent() {
        return next().orElseThrow(() -> new AssertionError("need an event but the stream ended"));
    }

    /** Reads over everything up to an event whose data holds that text. */
    public Event await(String text) {
        Event event = nextEvent();
        while (!event.data().contains(text)) {
            event = nextEvent();
        }
        return event;
    }

    /** The id that an {@code EventSource} would bring back. */
    public String lastId() {
        return lastId;
    }

    /** How many comments came so far. */
    public int comments() {
        return comments;
    }

    /** How long a browser would wait; 0 if nothing was said. */
    public int retryMillis() {
        return retryMillis;
    }

    /** The connection beneath. */
    public RawPeer peer() {
        return peer;
    }

    @Override
    public void close() {
        peer.close();
    }

    // @return the event's name, so far
    private String field(String line, String name, StringBuilder data) {
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        String text = value.startsWith(" ") ? value.substring(1) : value;
        switch (field) {
            case "" -> comments++;
            case "data" -> data.append(text).append('\n');
            case "id" -> nextId = text;
            case "retry" -> retryMillis = Integer.parseInt(text);
            case "event" -> {
                return text;
            }
            default -> throw new AssertionError("not a field of an event: " + line);
        }
        return name;
    }

    /**
     * What a page is told.
     *
     * @param name what it listens for
     * @param lastId the id it would come back with after this event
     */
    public record Event(String name, String data, String lastId) {}
}
