package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Payload;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ServerFrame;
import java.util.Map;
import java.util.Optional;

/**
 * News about a channel's members, as entries of its log of presence ({@link ChannelName#presence}). A member's coming and
 * going have one key, and what it does another, so that the newest of each is enough for whoever comes late.
 *
 * <p><b>Shape:</b> the member's client is the origin, its user a tag. The event tells what the data is, or that there is
 * none: an empty payload could be somebody's state.
 *
 * <p><b>Threads:</b> stateless.
 */
final class Announcement {

    // A space, which no member's key holds. Or who reads slowly would hear what somebody does of whose coming he has
    // not.
    private static final String DOES = " does";

    private static final String INFO = "info";
    private static final String STATE = "state";
    private static final String USER = "user";
    private static final String TOTAL = "total";
    private static final String EPOCH = "epoch";
    private static final String OFFSET = "offset";

    private Announcement() {}

    static Message join(Member member) {
        return of(Kind.JOIN, member, INFO, member.info());
    }

    static Message leave(Member member) {
        return of(Kind.LEAVE, member, INFO, Optional.empty());
    }

    /** The member's state as it is now. */
    static Message update(Member member) {
        return of(Kind.UPDATE, member, STATE, member.state()).key(member.key() + DOES);
    }

    /** How many there are; takes the place of what would be said of each. */
    static Message count(int total) {
        return Message.of(Payload.EMPTY).kind(Kind.COUNT).tags(Map.of(TOTAL, Integer.toString(total)));
    }

    static Message read(UserId user, StreamPosition position) {
        return Message.of(Payload.EMPTY)
                .kind(Kind.READ)
                .key("read:" + user.value())
                .tags(Map.of(USER, user.value(), EPOCH, position.epoch(), OFFSET, Long.toString(position.offset())));
    }

    /** What those who watch are shown. @param log the log of presence it stands in */
    static ServerFrame frame(ChannelName log, Message message) {
        ChannelName channel = log.subject();
        String user = message.tags().getOrDefault(USER, "");
        return switch (message.kind()) {
            case JOIN -> new ServerFrame.Join(channel, message.origin(), user, data(message));
            case LEAVE -> new ServerFrame.Leave(channel, message.origin(), user);
            case UPDATE -> new ServerFrame.Update(channel, message.origin(), user, data(message));
            case COUNT -> new ServerFrame.Count(
                    channel, Integer.parseInt(message.tags().get(TOTAL)));
            case READ -> new ServerFrame.Read(
                    channel,
                    user,
                    new StreamPosition(
                            message.tags().get(EPOCH),
                            Long.parseLong(message.tags().get(OFFSET))));
            default -> throw new IllegalArgumentException("need news of members but got " + message.kind());
        };
    }

    private static Message of(Kind kind, Member member, String event, Optional<Payload> data) {
        return Message.of(data.isPresent() ? event : "", data.orElse(Payload.EMPTY))
                .kind(kind)
                .from(member.client())
                .key(member.key())
                .tags(Map.of(USER, member.user().value()));
    }

    private static Optional<Payload> data(Message message) {
        return message.event().isEmpty() ? Optional.empty() : Optional.of(message.data());
    }
}
