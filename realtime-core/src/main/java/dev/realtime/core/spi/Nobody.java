package dev.realtime.core.spi;

/** The one {@link Inbound#nobody}. */
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
