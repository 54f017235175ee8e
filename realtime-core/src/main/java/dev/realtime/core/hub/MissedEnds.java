package dev.realtime.core.hub;

import dev.realtime.core.Message.Kind;
import dev.realtime.core.Publication;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The ends that a peer misses, since they stand in a gap of their channel. The log of open streams knows them, and is
 * asked when the peer has what this node had of the channel as the gap was told: an end that still comes in the channel is
 * told there.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class MissedEnds {

    private final Connection connection;
    private final StreamReads reads;
    private final Map<Cursor, Gap> gaps = new LinkedHashMap<>(2);
    // One question about a channel at a time, however many gaps it has.
    private final Set<Cursor> asking = new HashSet<>(2);

    /** @param head up to which its end may have been left out, or is still on its way */
    private record Gap(ChannelLog log, long head) {

        boolean isPassedBy(Cursor parent) {
            return parent.audience.log() != log || parent.position() >= head;
        }
    }

    MissedEnds(Connection connection, StreamReads reads) {
        this.connection = connection;
        this.reads = reads;
    }

    /** The peer does not get a part of a channel of which it reads streams. */
    void passedOver(Cursor parent) {
        ChannelLog log = parent.audience.log();
        gaps.put(parent, new Gap(log, log.head()));
        // Later, since a write is under way.
        connection.lane().execute(this::look);
    }

    /** Asks about the channels whose peer has come far enough. */
    void look() {
        for (Cursor parent : List.copyOf(gaps.keySet())) {
            if (parent.isClosed()) {
                gaps.remove(parent);
            } else if (gaps.get(parent).isPassedBy(parent) && asking.add(parent)) {
                Gap gap = gaps.remove(parent);
                OpenStreams.of(connection.lane(), parent.channel()).whenComplete((known, failure) -> {
                    asking.remove(parent);
                    if (failure != null) {
                        // Asked again in the next round, and about a later gap if there is one by now.
                        gaps.putIfAbsent(parent, gap);
                        connection.lane().connections().checkSoon(connection);
                    } else if (!connection.isOver()) {
                        found(parent, known);
                    }
                });
            }
        }
    }

    private void found(Cursor parent, Map<String, Publication> known) {
        reads.forEachOf(parent, cursor -> {
            Publication newest = known.get(cursor.stream());
            if (newest != null && newest.message().kind() == Kind.END && !cursor.isEndAhead()) {
                cursor.awaitEnd(newest);
            }
        });
    }
}
