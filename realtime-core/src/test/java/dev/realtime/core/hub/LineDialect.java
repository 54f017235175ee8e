package dev.realtime.core.hub;

import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.Acknowledge.Level;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A wire format for tests that reads like a log. In: {@code subscribe chat}, {@code subscribe chat e1:7 @tag=a,b %stream=3 !token}, {@code
 * publish chat hi #key @tag=a =idempotency-key}, {@code publish! chat hi} (without echo), {@code history chat e1:7 10
 * back}, {@code call method hi}, {@code event method hi} (without id), {@code refresh token}. Out: {@code chat 1 hi}, {@code reply hi}. Every
 * request but an event has the id 1; an error that answers none is {@code unasked}.
 */
final class LineDialect implements Dialect {

    /** Greets on its own. */
    static final LineDialect IMPLICIT = new LineDialect(false, false);

    /** Waits for {@code connect token session chat=e1:7@tag=a,b%stream=3}; {@code connect+} wants pings in messages. */
    static final LineDialect EXPLICIT = new LineDialect(true, false);

    /** As {@link #IMPLICIT}, and takes its lines in binary messages as well. */
    static final LineDialect OF_BYTES = new LineDialect(false, true);

    private static final OptionalLong ID = LineWords.ID;
    private static final List<LineWords> MORE = List.of(new PresenceWords(), new StreamWords());

    /** As {@link #IMPLICIT}, and has no word for the beginning of a stream. */
    static final LineDialect WITHOUT_OPENS = new LineDialect(false, false, true);

    private final boolean startsWithConnect;
    private final boolean takesBinary;
    private final boolean omitsOpens;

    private LineDialect(boolean startsWithConnect, boolean takesBinary) {
        this(startsWithConnect, takesBinary, false);
    }

    private LineDialect(boolean startsWithConnect, boolean takesBinary, boolean omitsOpens) {
        this.startsWithConnect = startsWithConnect;
        this.takesBinary = takesBinary;
        this.omitsOpens = omitsOpens;
    }

    @Override
    public String name() {
        return "line";
    }

    @Override
    public boolean acknowledges() {
        return startsWithConnect;
    }

    @Override
    public boolean startsWithConnect() {
        return startsWithConnect;
    }

    @Override
    public boolean followsUntoldStreams() {
        return omitsOpens;
    }

    @Override
    public ClientFrame decode(byte[] utf8) {
        String[] words = new String(utf8, StandardCharsets.UTF_8).split(" ");
        return switch (words[0]) {
            case "connect", "connect+" -> connect(words);
            case "subscribe" -> new ClientFrame.Subscribe(ID, words[1], options(words));
            case "unsubscribe" -> new ClientFrame.Unsubscribe(ID, words[1]);
            case "publish", "publish!" -> publish(words);
            case "delivered", "receipt" -> acknowledge(words);
            case "history" -> history(words);
            case "call" -> new ClientFrame.Call(ID, words[1], AnyPayload.of(or(words, 2)));
            case "event" -> new ClientFrame.Call(OptionalLong.empty(), words[1], AnyPayload.of(or(words, 2)));
            case "refresh" -> new ClientFrame.Refresh(ID, or(words, 1));
            case "ping" -> new ClientFrame.Ping(ID);
            case "boom" -> throw new IllegalStateException("a dialect with a bug");
            default -> MORE.stream()
                    .flatMap(topic -> topic.decode(words).stream())
                    .findFirst()
                    .orElseGet(() -> new ClientFrame.Malformed(ID, "what?"));
        };
    }

    @Override
    public boolean takesBinary() {
        return takesBinary;
    }

    @Override
    public ClientFrame decodeBinary(byte[] bytes) {
        return decode(bytes);
    }

    @Override
    public EncodedFrame encode(ServerFrame frame) {
        String line = omitsOpens && frame instanceof ServerFrame.StreamOpen ? "" : line(frame);
        return line.isEmpty() ? EncodedFrame.NONE : EncodedFrame.text(line.getBytes(StandardCharsets.UTF_8));
    }

    private static ClientFrame publish(String[] words) {
        String key = "";
        String act = "";
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 3; i < words.length; i++) {
            String rest = words[i].substring(1);
            switch (words[i].charAt(0)) {
                case '#' -> key = rest;
                case '=' -> act = rest;
                case '@' -> tags.put(rest.split("=")[0], rest.split("=")[1]);
                default -> throw new IllegalArgumentException(words[i]);
            }
        }
        boolean echo = words[0].equals("publish");
        return new ClientFrame.Publish(ID, words[1], "", AnyPayload.of(words[2]), echo, key, tags, act);
    }

    private static SubscribeOptions options(String[] words) {
        Optional<StreamPosition> since = Optional.empty();
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        Map<String, Long> streams = new LinkedHashMap<>();
        String token = "";
        for (int i = 2; i < words.length; i++) {
            if (words[i].startsWith("!")) {
                token = words[i].substring(1);
            } else if (words[i].startsWith("@")) {
                String[] parts = words[i].substring(1).split("=");
                wanted.put(parts[0], Set.of(parts[1].split(",")));
            } else if (words[i].startsWith("%")) {
                String[] parts = words[i].substring(1).split("=");
                streams.put(parts[0], Long.parseLong(parts[1]));
            } else {
                since = since(words[i]).since();
            }
        }
        return new SubscribeOptions(since, token, new TagFilter(wanted), false, streams);
    }

    private static ClientFrame acknowledge(String[] words) {
        Level level = words[0].equals("receipt") ? Level.READ : Level.DELIVERED;
        String[] place = words[2].split(":");
        long offset = Long.parseLong(place[place.length - 1]);
        return new ClientFrame.Acknowledge(ID, level, words[1], place.length > 1 ? place[0] : "", offset);
    }

    private static ClientFrame history(String[] words) {
        Optional<StreamPosition> since = Optional.empty();
        OptionalInt limit = OptionalInt.empty();
        for (int i = 2; i < words.length; i++) {
            if (words[i].contains(":")) {
                since = since(words[i]).since();
            } else if (!words[i].equals("back")) {
                limit = OptionalInt.of(Integer.parseInt(words[i]));
            }
        }
        return new ClientFrame.History(ID, words[1], since, limit, words[words.length - 1].equals("back"));
    }

    private static ClientFrame connect(String[] words) {
        Map<String, SubscribeOptions> subscriptions = new LinkedHashMap<>();
        String device = "";
        for (int i = 3; i < words.length; i++) {
            if (words[i].startsWith("device=")) {
                device = words[i].split("=")[1];
                continue;
            }
            String subscribe =
                    "subscribe " + words[i].replaceFirst("^([^=%@]+)=", "$1 ").replaceAll("[%@]", " $0");
            subscriptions.put(words[i].split("[=%@]")[0], options(subscribe.split(" ")));
        }
        return new ClientFrame.Connect(ID, or(words, 1), or(words, 2), device, subscriptions, words[0].endsWith("+"));
    }

    private static String or(String[] words, int index) {
        return words.length > index && !words[index].equals("-") ? words[index] : "";
    }

    private static SubscribeOptions since(String text) {
        String[] parts = text.split(":");
        return SubscribeOptions.since(new StreamPosition(parts[0], Long.parseLong(parts[1])));
    }

    private static String line(ServerFrame frame) {
        if (frame instanceof ServerFrame.Connected connected) {
            return "connected " + connected.identity().user() + (connected.resumed() ? " resumed" : "");
        } else if (frame instanceof ServerFrame.Subscribed subscribed) {
            failOn(subscribed.channel().local());
            return "subscribed " + subscribed.channel().local() + " at "
                    + subscribed.position().offset() + " "
                    + subscribed.reason().map(Enum::name).orElse("RECOVERED");
        } else if (frame instanceof ServerFrame.Unsubscribed unsubscribed) {
            return "unsubscribed " + unsubscribed.channel().local()
                    + unsubscribed.reason().map(code -> " " + code).orElse("");
        } else if (frame instanceof ServerFrame.Refreshed) {
            return "refreshed";
        } else if (frame instanceof ServerFrame.Push push) {
            String shown = push.publication().message().via();
            String data = new String(push.publication().message().data().bytes(), StandardCharsets.UTF_8);
            failOn(data);
            return (shown.isEmpty() ? push.channel().local() : shown) + " "
                    + push.publication().offset() + " " + data;
        } else if (frame instanceof ServerFrame.Publications found) {
            return "history of " + found.channel().local() + " "
                    + found.publications().stream().map(Publication::offset).toList() + " of "
                    + found.top().offset()
                    + (found.next().isPresent() ? " from " + found.next().getAsLong() : "");
        } else if (frame instanceof ServerFrame.Acknowledged acknowledged) {
            return acknowledged.unread() + " unread";
        } else if (frame instanceof ServerFrame.Ack ack) {
            return "ack " + ack.position().offset();
        } else if (frame instanceof ServerFrame.Gap gap) {
            return "gap " + gap.channel().local() + " " + gap.from() + "-" + gap.to() + " " + gap.reason();
        } else if (frame instanceof ServerFrame.Position position) {
            return "position " + position.channel().local() + " " + position.offset();
        } else if (frame instanceof ServerFrame.Failure failure) {
            return "failure " + failure.code() + (failure.id().isEmpty() ? " unasked" : "")
                    + failure.retryAfter()
                            .map(wait -> " in " + wait.toMillis() + " ms")
                            .orElse("");
        } else if (frame instanceof ServerFrame.Goodbye goodbye) {
            return "goodbye " + goodbye.code();
        } else if (frame instanceof ServerFrame.Reply reply) {
            return "reply " + new String(reply.data().bytes(), StandardCharsets.UTF_8);
        } else if (frame instanceof ServerFrame.Pong) {
            return "pong";
        } else if (frame instanceof ServerFrame.Ping) {
            return "ping?";
        }
        return MORE.stream()
                .flatMap(topic -> topic.line(frame).stream())
                .findFirst()
                .orElse("");
    }

    private static void failOn(String word) {
        if (word.equals("unspeakable")) {
            throw new IllegalStateException("a dialect with a bug");
        }
    }
}
