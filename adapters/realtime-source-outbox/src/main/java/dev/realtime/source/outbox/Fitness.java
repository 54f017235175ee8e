package dev.realtime.source.outbox;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.UserId;
import dev.realtime.source.Rejection;
import dev.realtime.source.Routed;
import java.util.Map;
import java.util.Optional;

/**
 * What a hub takes from a backend, the same as over HTTP: asked by who writes, in the transaction, and again by who reads,
 * since anybody may write to a table.
 */
final class Fitness {

    private static final int MAX_LABEL = 128;
    private static final int MAX_TAG = 64;
    private static final int MAX_TAGS = 16;

    private Fitness() {}

    /** What is wrong with it, if anything is. */
    static Optional<Routed.Nowhere> misfit(ChannelName channel, Message message, int maxDataBytes) {
        if (message.data().size() > maxDataBytes) {
            return tooLarge(maxDataBytes, message.data().size());
        }
        if (!isTenant(channel.tenant())) {
            return unfit("need the id of a tenant, or none");
        }
        boolean isChannel = !channel.isFeed()
                && ChannelName.parse(channel.tenant(), channel.local()).isPresent();
        if (!isChannel) {
            return unfit("need a channel that clients can name, and no feed");
        }
        if (message.kind() != Message.Kind.MESSAGE) {
            return unfit("need a plain message but got " + message.kind());
        }
        if (!message.via().isEmpty()
                && ChannelName.parse(channel.tenant(), message.via()).isEmpty()) {
            return unfit("need a channel to be shown under, or none");
        }
        boolean isLabelled = isLabel(message.event())
                && isLabel(message.key())
                && isLabel(message.origin())
                && isLabel(message.idempotencyKey());
        if (!isLabelled) {
            return unfit("need event, key, origin and idempotencyKey of at most " + MAX_LABEL + " valid characters");
        }
        return areTags(message.tags())
                ? Optional.empty()
                : unfit("need at most " + MAX_TAGS + " tags of at most " + MAX_TAG + " valid characters");
    }

    static Optional<Routed.Nowhere> tooLarge(int maxDataBytes, long bytes) {
        return Optional.of(new Routed.Nowhere(
                Rejection.TOO_LARGE, "need a payload of at most " + maxDataBytes + " bytes but got " + bytes));
    }

    static Optional<Routed.Nowhere> unfit(String detail) {
        return Optional.of(new Routed.Nowhere(Rejection.FIELD_UNFIT, detail));
    }

    private static boolean isTenant(String tenant) {
        return tenant.isEmpty() || UserId.isValid(tenant);
    }

    private static boolean areTags(Map<String, String> tags) {
        return tags.size() <= MAX_TAGS
                && tags.entrySet().stream()
                        .allMatch(tag -> isText(tag.getKey(), MAX_TAG) && isText(tag.getValue(), MAX_TAG));
    }

    private static boolean isLabel(String text) {
        return isText(text, MAX_LABEL);
    }

    // PostgreSQL keeps no zero character, and no half of a surrogate pair.
    private static boolean isText(String text, int max) {
        return text.length() <= max
                && text.codePoints()
                        .noneMatch(c -> c == 0 || c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }
}
