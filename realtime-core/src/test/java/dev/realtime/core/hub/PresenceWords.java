package dev.realtime.core.hub;

import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import dev.realtime.core.frame.ServerFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code subscribe+ chat} (and watch), {@code presence chat}, {@code watch chat}, {@code unwatch chat}, {@code update chat
 * busy}, {@code update chat typing 3000} (for so many milliseconds), {@code update chat -} (nothing) in; {@code members
 * chat 2 ann bob=busy}, {@code join chat ann}, {@code update chat ann busy} out.
 */
final class PresenceWords implements LineWords {

    @Override
    public Optional<ClientFrame> decode(String[] words) {
        return Optional.ofNullable(
                switch (words[0]) {
                    case "subscribe+" -> new ClientFrame.Subscribe(
                            ID, words[1], new SubscribeOptions(Optional.empty(), "", TagFilter.NONE, true, Map.of()));
                    case "presence" -> new ClientFrame.Presence(ID, words[1], Optional.empty());
                    case "watch" -> new ClientFrame.Presence(ID, words[1], Optional.of(true));
                    case "unwatch" -> new ClientFrame.Presence(ID, words[1], Optional.of(false));
                    case "update" -> new ClientFrame.Update(
                            ID,
                            words[1],
                            Optional.of(words[2])
                                    .filter(word -> !word.equals("-"))
                                    .map(AnyPayload::of),
                            words.length > 3
                                    ? Optional.of(Duration.ofMillis(Long.parseLong(words[3])))
                                    : Optional.empty());
                    default -> null;
                });
    }

    @Override
    public Optional<String> line(ServerFrame frame) {
        String line = null;
        if (frame instanceof ServerFrame.Members members) {
            line = "members " + members.channel().local() + " " + members.total()
                    + members.members().stream().map(PresenceWords::word).collect(Collectors.joining());
        } else if (frame instanceof ServerFrame.Join join) {
            line = "join " + join.channel().local() + " " + join.user()
                    + join.info().map(info -> " (" + text(info) + ")").orElse("");
        } else if (frame instanceof ServerFrame.Leave leave) {
            line = "leave " + leave.channel().local() + " " + leave.user();
        } else if (frame instanceof ServerFrame.Update update) {
            line = "update " + update.channel().local() + " " + update.user() + " "
                    + update.state().map(PresenceWords::text).orElse("-");
        } else if (frame instanceof ServerFrame.Count count) {
            line = "count " + count.channel().local() + " " + count.total();
        } else if (frame instanceof ServerFrame.Reply reply) {
            line = "reply " + text(reply.data());
        }
        return Optional.ofNullable(line);
    }

    private static String word(Member member) {
        return " " + member.user().value()
                + member.state().map(state -> "=" + text(state)).orElse("");
    }

    private static String text(Payload payload) {
        return new String(payload.bytes(), StandardCharsets.UTF_8);
    }
}
