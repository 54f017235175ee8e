package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.frame.ClientFrame.SubscribeOptions;
import java.util.OptionalLong;

/**
 * A subscription that is to have its place.
 *
 * @param told whether the peer gets a {@code subscribed}
 * @param by whose word it is
 * @param failures how often it did not come about
 */
record Wish(
        Connection connection,
        OptionalLong id,
        ChannelName name,
        SubscribeOptions options,
        boolean told,
        By by,
        int failures) {

    Wish(Connection connection, OptionalLong id, ChannelName name, SubscribeOptions options, boolean told, By by) {
        this(connection, id, name, options, told, by, 0);
    }

    /** The same, once more. */
    Wish failed() {
        return new Wish(connection, id, name, options, told, by, failures + 1);
    }

    /** Who wants the subscription, and therefore what becomes of one that does not come about. */
    enum By {
        /** He is told why. */
        THE_PEER,
        /** The stage fails. */
        THE_APPLICATION,
        /** The engine tries again. */
        THE_ENDPOINT
    }
}
