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
 * @param streams streams that this node writes
 * @param waitingEntries entries in windows, each kept until the last of its channel's subscribers has taken it
 * @param waitingBytes of those
 * @param publishBytes messages that the broker has not answered for yet
 * @param callBytes calls that wait for their handler
 */
public record HubStats(
        int connections,
        Map<UserId, Integer> users,
        Map<ChannelName, Integer> subscribers,
        int streams,
        long waitingEntries,
        long waitingBytes,
        long publishBytes,
        long callBytes) {}
