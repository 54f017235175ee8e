package dev.realtime.server;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program itself, without configuration, holds the conversations that its clients know. */
@Timeout(90)
class TranscriptIT {

    @ParameterizedTest
    @DisplayName("speaks to its clients as they know it:")
    @ValueSource(strings = {"channels.txt", "user-events.txt", "task-updates.txt", "tenant-events.txt", "kv-watch.txt"})
    void speaksAsItsClientsKnowIt(String transcript) {
        try (ServerProcess server = ServerProcess.serve("--server.drain=100ms")) {
            Transcript.replay(transcript, server);
        }
    }
}
