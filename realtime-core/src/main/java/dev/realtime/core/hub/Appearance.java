package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Publication;
import dev.realtime.core.frame.ServerFrame;

/**
 * What an entry of a log is to those who read it: most are messages; some are the engine's own, and have frames of their
 * own. <b>Threads:</b> stateless.
 */
final class Appearance {

    private Appearance() {}

    /** The frame, the same for every reader of {@code log}. It depends on nothing else, since it is encoded once. */
    static ServerFrame of(ChannelName log, Publication publication) {
        return switch (publication.message().kind()) {
            case JOIN, LEAVE, UPDATE, COUNT, READ -> Announcement.frame(log, publication.message());
            case CHUNK -> new ServerFrame.StreamChunk(
                    log.subject(),
                    log.streamId(),
                    publication.message().event(),
                    StreamCursor.seqAt(publication.offset()),
                    publication.message().data());
            case MESSAGE, OPEN, END, CANCEL -> ServerFrame.of(log, publication);
        };
    }
}
