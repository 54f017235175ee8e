package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsersTest {

    private static final UserId ANN = UserId.of("ann");

    private final Users users = new Users(2);

    @Test
    void letsAUserInSoManyTimesAndNoMore() {
        assertThat(users.enter(ANN)).isTrue();
        assertThat(users.enter(ANN)).isTrue();
        assertThat(users.enter(ANN)).isFalse();
        assertThat(users.enter(ANN)).isFalse();
        assertThat(users.snapshot()).isEqualTo(Map.of(ANN, 2));

        users.leave(ANN);

        assertThat(users.enter(ANN)).isTrue();
    }

    @Test
    void countsTheSameNameInTwoTenantsApart() {
        users.enter(new UserId("acme", "ann"));
        users.enter(new UserId("acme", "ann"));

        assertThat(users.enter(new UserId("globex", "ann"))).isTrue();
    }

    @Test
    void forgetsAUserWithTheLastConnection() {
        users.enter(ANN);
        users.enter(ANN);

        users.leave(ANN);
        assertThat(users.snapshot()).isEqualTo(Map.of(ANN, 1));
        users.leave(ANN);
        users.leave(ANN);

        assertThat(users.snapshot()).isEmpty();
    }
}
