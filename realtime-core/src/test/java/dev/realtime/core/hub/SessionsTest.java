package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import dev.realtime.core.memory.SystemRandomness;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SessionsTest {

    private static final UserId ANN = new UserId("acme", "ann");

    private final Sessions sessions = new Sessions(new SystemRandomness());
    private final String client = sessions.newClient();
    private final String secret = sessions.secretOf(client, ANN);

    @Test
    void givesTheIdBackToItsUser() {
        assertThat(sessions.clientOf(secret, ANN)).contains(client);
    }

    @Test
    void isWorthNothingToAnother() {
        assertThat(sessions.clientOf(secret, new UserId("acme", "bob"))).isEmpty();
        assertThat(sessions.clientOf(secret, new UserId("globex", "ann"))).isEmpty();
    }

    @Test
    @DisplayName("the public id does not open the session, nor does a secret of another node")
    void cannotBeForged() {
        assertThat(sessions.clientOf(client, ANN)).isEmpty();
        assertThat(sessions.clientOf(client + ".AAAA", ANN)).isEmpty();
        assertThat(new Sessions(new SystemRandomness()).clientOf(secret, ANN)).isEmpty();
        assertThat(sessions.clientOf("", ANN)).isEmpty();
    }
}
