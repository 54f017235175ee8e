package dev.realtime.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A way to a port of this machine that can be cut: whoever is on it is reset, whoever comes is turned away until it is
 * mended.
 *
 * <p><b>Threads:</b> thread-safe; two of its own for each connection, which end with it.
 */
final class Detour implements AutoCloseable {

    private final ServerSocket door;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile int target;
    private volatile boolean isCut = true;

    Detour() {
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("detour", this::accept);
    }

    int port() {
        return door.getLocalPort();
    }

    /** Lets whoever comes through, to that port. */
    void mend(int targetPort) {
        target = targetPort;
        isCut = false;
    }

    /** @return how many connections it cost */
    int cut() {
        isCut = true;
        int before = cuts.get();
        open.forEach(this::reset);
        return cuts.get() - before;
    }

    @Override
    public void close() {
        cut();
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            while (true) {
                take(door.accept());
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void take(Socket near) throws IOException {
        if (isCut) {
            near.setSoLinger(true, 0);
            near.close();
            return;
        }
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(near);
        open.add(far);
        start("detour-there", () -> carry(near, far));
        start("detour-back", () -> carry(far, near));
        if (isCut) {
            reset(near);
            reset(far);
        }
    }

    private void carry(Socket from, Socket to) {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException e) {
            // one of the two has gone
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private void reset(Socket socket) {
        try {
            if (open.remove(socket)) {
                cuts.incrementAndGet();
                socket.setSoLinger(true, 0);
                socket.close();
            }
        } catch (IOException e) {
            // it has gone by itself
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
