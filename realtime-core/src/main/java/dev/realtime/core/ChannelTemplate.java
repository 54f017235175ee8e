package dev.realtime.core;

import java.util.Objects;

/**
 * A channel to which everybody behind an endpoint is subscribed, as seen from one of them.
 *
 * <p><b>Shape:</b> the local name of a channel of his tenant, or one that is his alone: {@code user:{user}}, his own channel,
 * or a name followed by {@code #{user}}. The grammar has no other place for the user, so that nobody's id can make it
 * the channel of somebody else; and no feed.
 *
 * <p><b>Threads:</b> immutable.
 */
public record ChannelTemplate(String text) {

    private static final String USER = "{user}";
    private static final String LIMITED_TO_USER = "#" + USER;

    /** The channel to which everything is appended that is sent to the user. */
    public static final ChannelTemplate PERSONAL = new ChannelTemplate("user:" + USER);

    public ChannelTemplate {
        Objects.requireNonNull(text, "text");
        if (!isValid(text)) {
            throw new IllegalArgumentException("need the name of a channel, a name with #{user}, or user:{user}");
        }
    }

    /** The channel that is meant for that user. */
    public ChannelName of(UserId user) {
        return new ChannelName(user.tenant(), text.replace(USER, user.value()));
    }

    /** Whether it is {@link #PERSONAL}. */
    public boolean isPersonal() {
        return equals(PERSONAL);
    }

    private static boolean isValid(String text) {
        if (text.equals("user:" + USER)) {
            return true;
        }
        String shared =
                text.endsWith(LIMITED_TO_USER) ? text.substring(0, text.length() - LIMITED_TO_USER.length()) : text;
        return ChannelName.parse("", shared)
                .filter(name -> !name.isPersonal() && !name.isUserLimited() && !name.isFeed())
                .isPresent();
    }
}
