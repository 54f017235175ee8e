package dev.realtime.core.hub;

import dev.realtime.core.CloseCode;
import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import java.time.Duration;

/** Last words to a peer: what it still has to be told, then why it has to go. <b>Threads:</b> stateless. */
final class Goodbye {

    private static final Duration SPREAD = Duration.ofSeconds(8);

    private Goodbye() {}

    /** Writes them in one go; the link is not busy. */
    static void say(Connection connection, CloseCode code) {
        EncodedFrame goodbye = Telling.encode(connection, new ServerFrame.Goodbye(code, reconnectWindow(code)));
        ControlQueue control = connection.control();
        EncodedFrame[] words = new EncodedFrame[control.size() + 1];
        int count = control.copyTo(words);
        if (goodbye != EncodedFrame.NONE) {
            words[count++] = goodbye;
        }
        if (count > 0) {
            Batch batch = new Batch(words, count);
            try {
                int taken = connection.link().write(batch);
                connection.lane().sent(connection, taken, batch.payloadBytes(taken));
            } finally {
                batch.release();
            }
        }
    }

    // After a shutdown everybody comes back at once unless told to spread; after a fault of his own one may come now.
    private static Duration reconnectWindow(CloseCode code) {
        boolean many = code == CloseCode.SHUTDOWN || code == CloseCode.OVERLOADED;
        return many ? SPREAD : Duration.ZERO;
    }
}
