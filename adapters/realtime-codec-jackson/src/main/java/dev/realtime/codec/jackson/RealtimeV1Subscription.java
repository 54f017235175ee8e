package dev.realtime.codec.jackson;

import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fields that say how to subscribe, as far as they have been read: those of a {@code subscribe}, and of each value in
 * a {@code connect}'s {@code subs}.
 *
 * <p><b>Threads:</b> confined to the call that decodes.
 */
final class RealtimeV1Subscription implements JsonSyntax.FieldReader {

    /** What is wrong with a position that {@link #isHalf}. */
    static final String HALF = "epoch and offset need each other";

    private static final int ANY_LENGTH = Integer.MAX_VALUE;
    private static final int MAX_STREAMS = 64;

    private Optional<String> epoch = Optional.empty();
    private OptionalLong offset = OptionalLong.empty();
    private String token = "";
    private TagFilter filter = TagFilter.NONE;
    private boolean presence;
    private Map<String, Long> streams = Map.of();

    @Override
    public void field(String name, JsonInput in) throws IOException {
        switch (name) {
            case "epoch" -> epoch =
                    Optional.of(in.text(RealtimeV1Request.MAX_LABEL_LENGTH)).filter(text -> !text.isEmpty());
            case "offset" -> offset = in.number();
            case "token" -> token = in.text(ANY_LENGTH);
            case "filter" -> filter = new TagFilter(in.textSets(TagFilter.MAX, RealtimeV1Request.MAX_TAG_LENGTH));
            case "presence" -> presence = in.flag(false);
            case "streams" -> streams = in.numbers(MAX_STREAMS, RealtimeV1Request.MAX_LABEL_LENGTH);
            default -> {
                // Unknown fields are ignored, so that newer clients can talk to older servers.
            }
        }
    }

    /** Whether only one half of a position was given. */
    boolean isHalf() {
        return epoch.isPresent() != offset.isPresent();
    }

    /** Where the peer left off; empty unless both halves were given. */
    Optional<StreamPosition> since() {
        return epoch.isPresent() && offset.isPresent()
                ? Optional.of(new StreamPosition(epoch.get(), offset.getAsLong()))
                : Optional.empty();
    }

    /** Empty for none. */
    String epoch() {
        return epoch.orElse("");
    }

    OptionalLong offset() {
        return offset;
    }

    /** Empty for none. */
    String token() {
        return token;
    }

    SubscribeOptions options() {
        return new SubscribeOptions(since(), token, filter, presence, streams);
    }
}
