package dev.realtime.testkit;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLException;

/**
 * The other end of a connection under test: speaks HTTP and WebSocket byte by byte over a socket of its own, and breaks
 * whatever rule the test wants broken.
 *
 * <p><b>Shape:</b> reads only when told to, so a peer that nobody asks is a peer that does not read. Every read waits
 * at most {@link #patience(Duration) its patience} for the next byte, ten seconds at first.
 *
 * <p><b>Threads:</b> confined to one thread, except {@link #close} and {@link #reset}.
 *
 * <p><b>Errors:</b> what the other side does to the connection is a {@link PeerEvent}; what a test got wrong is an
 * {@link AssertionError} or {@link UncheckedIOException}.
 */
public final class RawPeer implements AutoCloseable {

    /** The key of RFC 6455 §1.3, whose answer is known. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private static final int LONGEST_LINE = 1 << 16;

    private final Socket socket;
    private final InputStream in;

    private RawPeer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** Connects to a port of this machine and says nothing yet. */
    public static RawPeer connect(int port) {
        return connect(port, 0);
    }

    /** @param receiveBufferBytes SO_RCVBUF, for a peer that soon stops taking bytes; 0 for the system's choice */
    public static RawPeer connect(int port, int receiveBufferBytes) {
        try {
            Socket socket = prepared(new Socket());
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            return new RawPeer(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Speaks over a socket that is connected already, for example one with TLS. */
    public static RawPeer over(Socket socket) {
        try {
            return new RawPeer(prepared(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A peer whose WebSocket connection is open. @param headers whole lines such as {@code "Origin: https://a"} */
    public static RawPeer open(int port, String target, String... headers) {
        return connect(port).opened(target, headers);
    }

    /** Upgrades this connection, and fails the test if the answer is not 101. */
    public RawPeer opened(String target, String... headers) {
        HttpAnswer answer = upgrade(target, headers);
        if (answer.status() != 101) {
            throw new AssertionError("need 101 but got " + answer);
        }
        return this;
    }

    /** Sends a correct upgrade request with these header lines more, and reads the answer. */
    public HttpAnswer upgrade(String target, String... headers) {
        send(upgradeRequest(target, headers));
        return answer();
    }

    /** A correct upgrade request to this connection's port, to be spoiled by the test. */
    public String upgradeRequest(String target, String... headers) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost:" + socket.getPort()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + KEY
                + "\r\nSec-WebSocket-Version: 13\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        return request.append("\r\n").toString();
    }

    /** Sends characters as they are, one byte each. */
    public RawPeer send(String latin1) {
        return send(latin1.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawPeer send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawPeer send(WireFrame frame) {
        return send(frame.bytes());
    }

    /** Sends each byte in a packet of its own. */
    public RawPeer sendChopped(byte[] bytes) {
        for (byte one : bytes) {
            send(new byte[] {one});
        }
        return this;
    }

    /** How long a read waits for the next byte. */
    public RawPeer patience(Duration patience) {
        try {
            socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads one HTTP response: its head, and as much body as {@code Content-Length} or chunks say. */
    public HttpAnswer answer() {
        return answer(true);
    }

    /** Reads the response to a HEAD request, which has no body whatever its headers say. */
    public HttpAnswer answerWithoutBody() {
        return answer(false);
    }

    /** Reads one line without its end, a character for each byte; empty if the connection ended before a line did. */
    Optional<String> line() {
        try {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    return Optional.empty();
                }
                line.append((char) next);
            }
            return Optional.of(line.toString());
        } catch (SocketException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads over that many bytes, whatever they mean. */
    public RawPeer skip(int count) {
        try {
            readExactly(count);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next thing that happens on this WebSocket connection. */
    public PeerEvent next() {
        try {
            return readFrame();
        } catch (SocketTimeoutException e) {
            return new PeerEvent.Silence();
        } catch (EOFException e) {
            return new PeerEvent.Eof();
        } catch (SocketException | SSLException e) {
            return new PeerEvent.Reset();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next event, which has to be a frame. */
    public PeerEvent.Frame nextFrame() {
        PeerEvent event = next();
        if (event instanceof PeerEvent.Frame frame) {
            return frame;
        }
        throw new AssertionError("need a frame but got " + event);
    }

    /** Reads over everything else up to the close frame or, failing that, to the connection's end. */
    public PeerEvent nextEnd() {
        PeerEvent event = next();
        while (event instanceof PeerEvent.Frame) {
            event = next();
        }
        return event;
    }

    /** Whether the other side has ended the stream or cut it; reads over what is left of it. */
    public boolean ended() {
        PeerEvent event = next();
        while (event instanceof PeerEvent.Frame || event instanceof PeerEvent.Closed) {
            event = next();
        }
        return event instanceof PeerEvent.Eof || event instanceof PeerEvent.Reset;
    }

    /** Ends this side of the stream, and goes on reading. */
    public RawPeer shutdownOutput() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts the connection with a TCP reset. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port of this end. */
    public int localPort() {
        return socket.getLocalPort();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before it is connected where possible: one that is cut at once takes no options any more. */
    private static Socket prepared(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        return socket;
    }

    private PeerEvent readFrame() throws IOException {
        int first = readByte();
        int second = readByte();
        long length = second & 0x7f;
        if (length >= 126) {
            length = readNumber(length == 126 ? 2 : 8);
        }
        if ((second & 0x80) != 0) {
            throw new AssertionError("a server's frame must not be masked");
        }
        byte[] payload = readExactly(Math.toIntExact(length));
        if ((first & 0x0f) != 8) {
            return new PeerEvent.Frame(first & 0x0f, (first & 0x80) != 0, payload);
        }
        return payload.length < 2
                ? new PeerEvent.Closed(1005, "")
                : new PeerEvent.Closed(
                        (payload[0] & 0xff) << 8 | payload[1] & 0xff,
                        new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
    }

    private HttpAnswer answer(boolean bodyFollows) {
        try {
            int status = Integer.parseInt(readLine().split(" ", 3)[1]);
            Map<String, List<String>> headers = new TreeMap<>();
            for (String line = readLine(); !line.isEmpty(); line = readLine()) {
                int colon = line.indexOf(':');
                headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
            byte[] body = bodyFollows && status >= 200 && status != 204 ? readBody(headers) : new byte[0];
            return new HttpAnswer(status, headers, new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] readBody(Map<String, List<String>> headers) throws IOException {
        if (headers.containsKey("content-length")) {
            return readExactly(Integer.parseInt(headers.get("content-length").get(0)));
        }
        if (!headers.containsKey("transfer-encoding")) {
            return new byte[0];
        }
        StringBuilder body = new StringBuilder();
        for (int size = Integer.parseInt(readLine(), 16); size > 0; size = Integer.parseInt(readLine(), 16)) {
            body.append(new String(readExactly(size), StandardCharsets.ISO_8859_1));
            readLine();
        }
        readLine();
        return body.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = readByte(); next != '\n'; next = readByte()) {
            if (line.length() > LONGEST_LINE) {
                throw new AssertionError("a header line without end");
            }
            line.append((char) next);
        }
        if (!line.isEmpty() && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }

    private long readNumber(int bytes) throws IOException {
        long number = 0;
        for (int i = 0; i < bytes; i++) {
            number = number << 8 | readByte();
        }
        return number;
    }

    private byte[] readExactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException();
        }
        return bytes;
    }

    private int readByte() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }
}
