package dev.realtime.kv;

import dev.realtime.core.ChannelName;
import dev.realtime.core.UserId;

/** Who is told of a change. */
public enum KvScope {
    /**
     * The owner of the key, in the channel {@code kv#<user>}. The engine lets no other user into a channel with a user in its
     * name, whatever the rules say, and the name takes every id that a user can have.
     */
    OWNER {
        @Override
        public ChannelName channel(UserId owner) {
            return new ChannelName(owner.tenant(), "kv#" + owner.value());
        }
    },
    /** Everybody in the owner's tenant, in the channel {@code kv:all}: names of keys are shown to all of them. */
    ALL {
        @Override
        public ChannelName channel(UserId owner) {
            return new ChannelName(owner.tenant(), "kv:all");
        }
    };

    /** Where changes of that user's keys are announced, and where that user hears of those he may hear of. */
    public abstract ChannelName channel(UserId owner);
}
