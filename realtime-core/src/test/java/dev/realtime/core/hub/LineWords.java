package dev.realtime.core.hub;

import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.ServerFrame;
import java.util.Optional;
import java.util.OptionalLong;

/** Words of one topic that {@link LineDialect} speaks. */
interface LineWords {

    OptionalLong ID = OptionalLong.of(1);

    /** What a line means, if it begins with a word of this topic. */
    Optional<ClientFrame> decode(String[] words);

    /** The line for a frame of this topic. */
    Optional<String> line(ServerFrame frame);
}
