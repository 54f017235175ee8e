package dev.realtime.examples.adapter;

import dev.realtime.core.UserId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WriteAnAdapterTest {

    @Test
    void letsInWhoHasASessionAndTellsDisplaysTheNews() throws Exception {
        SessionTable sessions = new SessionTable();
        sessions.login("good", UserId.of("alice"));
        try (WriteAnAdapter server = new WriteAnAdapter(sessions, 0)) {
            new Verify(server.port()).all("good");
        }
    }
}
