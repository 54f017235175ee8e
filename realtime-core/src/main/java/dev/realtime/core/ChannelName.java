package dev.realtime.core;

import java.util.Objects;
import java.util.Optional;

/**
 * Names a channel inside one tenant.
 *
 * <p><b>Shape:</b> {@code tenant} is empty for the default tenant. {@code local} is the name that clients of that
 * tenant use: 1 to 128 of {@code a-z 0-9 _ . : -}, or {@code user:} followed by a {@link UserId} value. Nothing is
 * normalised: a name in another case is a wrong name, so that two spellings never mean one channel.
 *
 * <p>The tenant is always added by the server and cannot be written by a client, since no client name holds a
 * {@code /}.
 *
 * <p><b>Threads:</b> immutable.
 */
public record ChannelName(String tenant, String local) {

    /** Longest local name, in characters. */
    public static final int MAX_LENGTH = 128;

    private static final String PERSONAL = "user:";

    public ChannelName {
        Objects.requireNonNull(tenant, "tenant");
        if (!isValid(local)) {
            throw new IllegalArgumentException("need 1-128 of [a-z0-9_.:-] as a channel name");
        }
    }

    /** The channel of that name in the default tenant. */
    public static ChannelName of(String local) {
        return new ChannelName("", local);
    }

    /** The log to which everything sent to {@code user} is appended. */
    public static ChannelName personal(UserId user) {
        return new ChannelName(user.tenant(), PERSONAL + user.value());
    }

    /** What a peer wrote, as a channel of {@code tenant}; empty if it breaks the grammar. */
    public static Optional<ChannelName> parse(String tenant, String text) {
        return isValid(text) ? Optional.of(new ChannelName(tenant, text)) : Optional.empty();
    }

    /** The user whose personal channel this is; empty for every other channel. */
    public Optional<UserId> owner() {
        return isPersonal() ? Optional.of(new UserId(tenant, local.substring(PERSONAL.length()))) : Optional.empty();
    }

    public boolean isPersonal() {
        return local.startsWith(PERSONAL) && local.length() > PERSONAL.length();
    }

    /** The text before the first colon, which selects the channel's options; the whole name if there is none. */
    public String namespace() {
        int colon = local.indexOf(':');
        return colon < 0 ? local : local.substring(0, colon);
    }

    /** {@code tenant/local}, or {@code local} in the default tenant. */
    @Override
    public String toString() {
        return tenant.isEmpty() ? local : tenant + "/" + local;
    }

    private static boolean isValid(String local) {
        if (local == null || local.isEmpty()) {
            return false;
        }
        if (local.startsWith(PERSONAL) && local.length() > PERSONAL.length()) {
            return UserId.isValid(local.substring(PERSONAL.length()));
        }
        if (local.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < local.length(); i++) {
            if (!isNameCharacter(local.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == ':' || c == '-';
    }
}
