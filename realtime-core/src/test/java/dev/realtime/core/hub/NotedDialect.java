package dev.realtime.core.hub;

import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;
import java.util.ArrayList;
import java.util.List;

/** {@link LineDialect#IMPLICIT} that remembers which frames it was given to encode. */
final class NotedDialect implements Dialect {

    private final List<ServerFrame> frames = new ArrayList<>();

    List<ServerFrame> frames() {
        return List.copyOf(frames);
    }

    void forget() {
        frames.clear();
    }

    @Override
    public String name() {
        return "noted";
    }

    @Override
    public boolean startsWithConnect() {
        return LineDialect.IMPLICIT.startsWithConnect();
    }

    @Override
    public boolean takesBinary() {
        return false;
    }

    @Override
    public ClientFrame decode(byte[] utf8) {
        return LineDialect.IMPLICIT.decode(utf8);
    }

    @Override
    public ClientFrame decodeBinary(byte[] bytes) {
        return LineDialect.IMPLICIT.decodeBinary(bytes);
    }

    @Override
    public EncodedFrame encode(ServerFrame frame) {
        frames.add(frame);
        return LineDialect.IMPLICIT.encode(frame);
    }
}
