package dev.realtime.edge.netty;

import dev.realtime.core.spi.Inbound;

/** Stands where no engine took a connection: one that opens only to be closed. */
enum Nobody implements Inbound {
    INSTANCE;

    @Override
    public void text(byte[] utf8) {}

    @Override
    public void binary(byte[] bytes) {}

    @Override
    public void pinged(byte[] payload) {}

    @Override
    public void heard() {}

    @Override
    public void writable() {}

    @Override
    public void closed(int code) {}
}
