package dev.realtime.server;

/** A backend with a server in it, run as a process of its own by {@link StopIT}. */
final class EmbeddingBackend {

    private EmbeddingBackend() {}

    public static void main(String[] args) {
        try (RealtimeServer server = RealtimeServer.builder()
                .set("server.port", "0")
                .set("server.drain", "2s")
                .stopOnShutdown()
                .start()) {
            System.out.println("ready in no time: http://127.0.0.1:" + server.port() + "/");
            server.awaitStop();
        }
    }
}
