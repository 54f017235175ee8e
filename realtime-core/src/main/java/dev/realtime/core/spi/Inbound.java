package dev.realtime.core.spi;

/**
 * The engine's side of a connection, called by the edge: what the socket tells.
 *
 * <p><b>Threads:</b> called on the connection's lane only. Every method may call the {@link Link} before it returns.
 *
 * <p><b>Errors:</b> none is thrown.
 */
public interface Inbound {

    /** A whole text message. @param utf8 valid UTF-8; given away by the caller */
    void text(byte[] utf8);

    /** A whole binary message. @param bytes given away by the caller */
    void binary(byte[] bytes);

    /** A WebSocket ping came; the engine writes the pong in its turn. @param payload at most 125 bytes */
    void pinged(byte[] payload);

    /** Something else came that proves life: a pong, or a part of a message that is not whole yet. */
    void heard();

    /** The write under way has ended. */
    void writable();

    /**
     * The connection is gone, for whatever reason; the last call, made once.
     *
     * @param code the number the peer or the edge closed with; 1006 if the socket just broke
     */
    void closed(int code);

    /** Hears everything and does nothing: stands in until an engine has taken the socket. Always the same. */
    static Inbound nobody() {
        return Nobody.INSTANCE;
    }
}
