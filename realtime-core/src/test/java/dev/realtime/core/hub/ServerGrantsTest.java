package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.UserId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What the application decided about clients")
class ServerGrantsTest {

    private static final UserId ANN = UserId.of("ann");
    private static final ChannelName CHAT = ChannelName.of("chat");
    private static final ChannelName NEWS = ChannelName.of("news");

    private final ServerGrants grants = new ServerGrants(10);

    @Test
    void isKeptForEachClient() {
        grants.add(ANN, "c_1", CHAT);
        grants.add(ANN, "c_1", NEWS);
        grants.add(ANN, "c_2", CHAT);

        assertThat(grants.of(ANN, "c_1")).containsExactlyInAnyOrder(CHAT, NEWS);
        assertThat(grants.of(ANN, "c_2")).containsExactly(CHAT);
        assertThat(grants.of(UserId.of("bob"), "c_1")).isEmpty();
    }

    @Test
    void isTakenBackForOneOrForAll() {
        grants.add(ANN, "c_1", CHAT);
        grants.add(ANN, "c_2", CHAT);
        grants.add(ANN, "c_2", NEWS);

        grants.remove(ANN, "c_1", CHAT);
        assertThat(grants.of(ANN, "c_1")).isEmpty();
        assertThat(grants.of(ANN, "c_2")).containsExactlyInAnyOrder(CHAT, NEWS);
        grants.remove(ANN, CHAT);

        assertThat(grants.of(ANN, "c_2")).containsExactly(NEWS);
    }

    @Test
    void isForgottenWithTheClientOrTheUser() {
        grants.add(ANN, "c_1", CHAT);
        grants.add(ANN, "c_2", CHAT);

        grants.forget(ANN, "c_1");
        assertThat(grants.of(ANN, "c_1")).isEmpty();
        assertThat(grants.of(ANN, "c_2")).containsExactly(CHAT);
        grants.forget(ANN);

        assertThat(grants.of(ANN, "c_2")).isEmpty();
    }

    @Test
    void isKeptForSoManyClientsOfAUserAsHeMayHave() {
        for (int i = 0; i <= ServerGrants.MAX_CLIENTS; i++) {
            grants.add(ANN, "c_" + i, CHAT);
        }

        assertThat(grants.of(ANN, "c_0")).isEmpty();
        assertThat(grants.of(ANN, "c_1")).containsExactly(CHAT);
    }

    @Test
    void isKeptForSoManyUsers() {
        for (int i = 0; i < 100; i++) {
            grants.add(UserId.of("u" + i), "c_1", CHAT);
        }

        long kept = 0;
        for (int i = 0; i < 100; i++) {
            kept += grants.of(UserId.of("u" + i), "c_1").size();
        }
        assertThat(kept).isBetween(5L, 10L);
        assertThat(grants.of(UserId.of("u99"), "c_1")).containsExactly(CHAT);
    }
}
