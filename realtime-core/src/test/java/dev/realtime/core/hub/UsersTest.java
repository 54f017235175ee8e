package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The connections of a user")
class UsersTest extends OneLaneHub {

    @Test
    void areThoseAndNoOthersHoweverTheyComeAndGo() {
        Random random = new Random(7);
        List<Peer> peers = new ArrayList<>();
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            if (peers.isEmpty() || random.nextInt(3) > 0) {
                String user = "u" + random.nextInt(150);
                peers.add(Peer.known(hub, lane, user));
                users.add(user);
            } else {
                int gone = random.nextInt(peers.size());
                peers.remove(gone).vanishes();
                users.remove(gone);
            }
        }

        for (int i = 0; i < 150; i++) {
            String user = "u" + i;
            assertThat(found(user))
                    .hasSize((int) users.stream().filter(user::equals).count())
                    .allMatch(connection -> connection.identity().user().equals(UserId.of(user)));
        }
    }

    @Test
    void areKnownAsSoonAsTheUserIs() {
        Peer.connect(hub, lane, LineDialect.EXPLICIT, Peer.user("ann"));
        Peer bob = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());
        assertThat(found("ann")).hasSize(1);
        assertThat(found("bob")).isEmpty();

        bob.says("connect token-bob");

        assertThat(found("bob")).hasSize(1);
    }

    @Test
    void areNoneAfterTheLastHasGone() {
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            peers.add(Peer.known(hub, lane, "ann"));
        }
        Peer silent = Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty());

        silent.vanishes();
        peers.forEach(Peer::vanishes);

        assertThat(found("ann")).isEmpty();
    }

    private List<Connection> found(String user) {
        return lane1().connections().users().of(UserId.of(user));
    }
}
