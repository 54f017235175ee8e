package dev.realtime.core;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Names a channel inside one tenant.
 *
 * <p><b>Shape:</b> {@code tenant} is empty for the default tenant. {@code local} is the name that clients of that
 * tenant use:
 *
 * <ul>
 *   <li>1 to 128 of {@code a-z 0-9 _ . : -};
 *   <li>such a name with {@code #} and one or more {@link UserId} values, parted by commas: for those users alone;
 *   <li>{@code user:} followed by a {@link UserId} value: what is sent to that user, the personal channel;
 *   <li>a namespace followed by {@code :*}: all channels of the namespace in one log, its feed.
 * </ul>
 *
 * {@code __proto__}, {@code constructor} and {@code prototype} are no names. Nothing is normalised: a name in another case is a wrong name, so that two spellings never mean one channel. Logs that
 * go with a channel have names that begin with {@code !}, which no client can say.
 *
 * <p>The tenant is always added by the server and cannot be written by a client, since no client name holds a
 * {@code /}.
 *
 * <p><b>Threads:</b> immutable.
 */
public record ChannelName(String tenant, String local) implements Comparable<ChannelName> {

    /** Longest local name without users, in characters. */
    public static final int MAX_LENGTH = 128;

    /** Longest local name with users, in characters. */
    public static final int MAX_LENGTH_WITH_USERS = 512;

    // Every JavaScript object has them: a page that keeps channels by name in one would stumble.
    private static final Set<String> RESERVED = Set.of("__proto__", "constructor", "prototype");

    private static final String PERSONAL = "user:";
    private static final String FEED = ":*";
    private static final String PRESENCE = "!p:";
    private static final String OPEN_STREAMS = "!o:";
    private static final String STREAM = "!s:";
    private static final char OF = '@';

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
        return isClientName(text) ? Optional.of(new ChannelName(tenant, text)) : Optional.empty();
    }

    /** Whether {@code text} may name a stream: 1 to 128 of {@code A-Z a-z 0-9 _ . : -}. */
    public static boolean isStreamId(String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH) {
            return false;
        }
        return text.chars().allMatch(c -> isNameCharacter((char) c) || c >= 'A' && c <= 'Z');
    }

    /** The user whose personal channel this is; empty for every other channel. */
    public Optional<UserId> owner() {
        return isPersonal() ? Optional.of(new UserId(tenant, local.substring(PERSONAL.length()))) : Optional.empty();
    }

    public boolean isPersonal() {
        return isPersonal(local);
    }

    /** Whether only the users in its name may have anything to do with it. */
    public boolean isUserLimited() {
        return local.indexOf('#') > 0;
    }

    /** Whether its name lets that user in. Always so if it {@linkplain #isUserLimited names} none. */
    public boolean admits(UserId user) {
        return !isUserLimited() || user.tenant().equals(tenant) && users().contains(user.value());
    }

    /** Whether this is all channels of a namespace in one log. */
    public boolean isFeed() {
        return local.endsWith(FEED);
    }

    /** The log that all channels of this one's namespace share. */
    public ChannelName feed() {
        return new ChannelName(tenant, namespace() + FEED);
    }

    /** The log of who comes and goes in this channel. */
    public ChannelName presence() {
        return new ChannelName(tenant, PRESENCE + local);
    }

    /** The log in which the streams stand that are open in this channel, the newest entry for each. */
    public ChannelName openStreams() {
        return new ChannelName(tenant, OPEN_STREAMS + local);
    }

    /**
     * The log of the chunks of a stream in this channel. Its name holds the channel's, so that who may not read the channel
     * cannot name the stream, and ids need only differ within one channel.
     *
     * @param id as {@link #isStreamId} demands
     */
    public ChannelName stream(String id) {
        return new ChannelName(tenant, STREAM + id + OF + local);
    }

    public boolean isPresence() {
        return local.startsWith(PRESENCE);
    }

    public boolean isOpenStreams() {
        return local.startsWith(OPEN_STREAMS);
    }

    public boolean isStream() {
        return local.startsWith(STREAM);
    }

    /** Whether no client can name it: a log that goes with a channel. */
    public boolean isInternal() {
        return local.charAt(0) == '!';
    }

    /** The channel that the log goes with; of a channel, itself. */
    public ChannelName subject() {
        if (!isInternal()) {
            return this;
        }
        int begin = isStream() ? local.indexOf(OF) + 1 : PRESENCE.length();
        return new ChannelName(tenant, local.substring(begin));
    }

    /** The id of the stream whose log this is; only of such a log. */
    public String streamId() {
        return local.substring(STREAM.length(), local.indexOf(OF));
    }

    /** The text before the first colon, which selects the channel's options; the whole name if there is none. */
    public String namespace() {
        String name = isUserLimited() ? local.substring(0, local.indexOf('#')) : local;
        int colon = name.indexOf(':');
        return colon < 0 ? name : name.substring(0, colon);
    }

    /**
     * By tenant, then by local name. A peer can choose as many names of one hash as it likes; a hash map finds its way among
     * them only if they have an order.
     */
    @Override
    public int compareTo(ChannelName other) {
        int byTenant = tenant.compareTo(other.tenant);
        return byTenant != 0 ? byTenant : local.compareTo(other.local);
    }

    /** {@code tenant/local}, or {@code local} in the default tenant. */
    @Override
    public String toString() {
        return tenant.isEmpty() ? local : tenant + "/" + local;
    }

    private List<String> users() {
        return List.of(local.substring(local.indexOf('#') + 1).split(","));
    }

    private static boolean isValid(String local) {
        if (local == null || local.isEmpty() || local.charAt(0) != '!') {
            return isClientName(local);
        }
        if (local.startsWith(STREAM)) {
            int of = local.indexOf(OF);
            return of > 0 && isStreamId(local.substring(STREAM.length(), of)) && isClientName(local.substring(of + 1));
        }
        boolean isKnown = local.startsWith(PRESENCE) || local.startsWith(OPEN_STREAMS);
        return isKnown && isClientName(local.substring(PRESENCE.length()));
    }

    private static boolean isClientName(String local) {
        if (local == null) {
            return false;
        }
        if (isPersonal(local)) {
            return UserId.isValid(local.substring(PERSONAL.length()));
        }
        int users = local.indexOf('#');
        if (users >= 0) {
            return local.length() <= MAX_LENGTH_WITH_USERS
                    && isPlain(local.substring(0, users))
                    && areUsers(local.substring(users + 1));
        }
        if (local.endsWith(FEED)) {
            String namespace = local.substring(0, local.length() - FEED.length());
            return isPlain(namespace) && namespace.indexOf(':') < 0;
        }
        return isPlain(local);
    }

    private static boolean isPersonal(String local) {
        return local.startsWith(PERSONAL) && local.length() > PERSONAL.length();
    }

    private static boolean areUsers(String text) {
        for (String user : text.split(",", -1)) {
            if (!UserId.isValid(user)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPlain(String name) {
        if (name.isEmpty() || name.length() > MAX_LENGTH || RESERVED.contains(name)) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isNameCharacter(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNameCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == ':' || c == '-';
    }
}
