package dev.realtime.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.realtime.testkit.HttpAnswer;
import dev.realtime.testkit.RawPeer;

/** Plain requests to a port of this machine, one connection each. Headers are whole lines; empty ones are left out. */
record RawHttp(int port) {

    HttpAnswer post(String path, String body, String... headers) {
        byte[] bytes = body.chars().allMatch(c -> c < 0x100) && body.contains("\u0000") || body.contains("\u00c3(")
                ? body.getBytes(ISO_8859_1)
                : body.getBytes(UTF_8);
        try (RawPeer peer = RawPeer.connect(port)) {
            peer.send(
                    head("POST " + path, headers).replaceFirst("\r\n", "\r\nContent-Length: " + bytes.length + "\r\n"));
            return peer.send(bytes).answer();
        }
    }

    HttpAnswer request(String methodAndPath, String... headers) {
        try (RawPeer peer = RawPeer.connect(port)) {
            boolean body = methodAndPath.startsWith("P");
            return peer.send(head(methodAndPath, headers)
                            .replaceFirst("\r\n", body ? "\r\nContent-Length: 0\r\n" : "\r\n"))
                    .answer();
        }
    }

    String head(String methodAndPath, String... headers) {
        StringBuilder head = new StringBuilder(methodAndPath + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n");
        for (String header : headers) {
            head.append(header.isEmpty() ? "" : header + "\r\n");
        }
        return head.append("\r\n").toString();
    }
}
