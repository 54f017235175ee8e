package dev.realtime.core.endpoint;

import dev.realtime.core.CloseCode;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Dialect;

/**
 * A dialect that has a name and a way to close.
 *
 * @param refusalNumber the number for bad tokens; 0 for the protocol's own
 */
record NamedDialect(String name, int refusalNumber) implements Dialect {

    NamedDialect(String name) {
        this(name, 0);
    }

    @Override
    public ClientFrame decode(byte[] utf8) {
        throw new UnsupportedOperationException("nothing is spoken at the door");
    }

    @Override
    public ClientFrame decodeBinary(byte[] bytes) {
        throw new UnsupportedOperationException("nothing is spoken at the door");
    }

    @Override
    public EncodedFrame encode(ServerFrame frame) {
        throw new UnsupportedOperationException("nothing is spoken at the door");
    }

    @Override
    public boolean startsWithConnect() {
        return false;
    }

    @Override
    public int closeNumber(CloseCode code) {
        return code == CloseCode.INVALID_TOKEN && refusalNumber != 0 ? refusalNumber : code.number();
    }
}
