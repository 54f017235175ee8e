package dev.realtime.examples.notifier;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server that does to the bytes of a WebSocket what a test wants. */
final class StubServer implements AutoCloseable {

    private static final Pattern KEY = Pattern.compile("(?i)sec-websocket-key: (\\S+)");

    private final ServerSocket listening;

    StubServer() {
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            listening.setSoTimeout(30_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort());
    }

    /** Waits for a handshake. */
    Handshake next() throws IOException {
        Socket socket = listening.accept();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            head.write(in.read());
        }
        return new Handshake(socket, head.toString(ISO_8859_1));
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Handshake(Socket socket, String head) implements AutoCloseable {

        Handshake refuse(int status, String body) throws IOException {
            return write("HTTP/1.1 " + status + " No\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        }

        Handshake accept() throws IOException {
            Matcher key = KEY.matcher(head);
            if (!key.find()) {
                throw new AssertionError(head);
            }
            return write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + answer(key.group(1)) + "\r\n\r\n");
        }

        /** @param text shorter than 126 bytes */
        Handshake say(String text) throws IOException {
            byte[] bytes = text.getBytes(UTF_8);
            socket.getOutputStream().write(0x81);
            socket.getOutputStream().write(bytes.length);
            socket.getOutputStream().write(bytes);
            return this;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        private Handshake write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return this;
        }

        private static String answer(String key) {
            try {
                byte[] text = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(ISO_8859_1);
                return Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
            } catch (NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }
    }
}
