package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.UserId;
import java.util.Map;

/**
 * What a node holds at one moment.
 *
 * @param connections open connections
 * @param users connections of each user that has any
 * @param subscribers subscribers of each channel that has any; personal channels are left out
 */
public record HubStats(int connections, Map<UserId, Integer> users, Map<ChannelName, Integer> subscribers) {}
