package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.UserId;
import org.junit.jupiter.api.Test;

class RoomTest {

    private static final UserId ANN = UserId.of("ann");
    private static final UserId BOB = UserId.of("bob");

    private final Room room = new Room(100);

    @Test
    void asksForACountFirst() {
        assertThat(room.takes(ANN, 1)).isFalse();
    }

    @Test
    void givesAwayAPartOfWhatACountFound() {
        assertThat(room.takes(ANN, 4, 80)).isTrue();

        assertThat(room.takes(ANN, 1)).isTrue();
        assertThat(room.takes(BOB, 1)).isFalse();
        assertThat(room.takes(ANN, 1)).isTrue();
        assertThat(room.takes(ANN, 1)).isFalse();
    }

    @Test
    void isUsedUpToTheLastRecord() {
        assertThat(room.takes(ANN, 1, 99)).isTrue();
        assertThat(room.takes(ANN, 1)).isFalse();
        assertThat(room.takes(ANN, 1, 100)).isFalse();
        assertThat(room.takes(ANN, 2, 99)).isFalse();
    }

    @Test
    void countsSeldomOnTheWayToTheLimit() {
        Room large = new Room(100_000);
        int counts = 0;
        int records = 0;
        boolean fits = true;
        while (fits) {
            if (!large.takes(ANN, 1)) {
                counts++;
                fits = large.takes(ANN, 1, records);
            }
            records += fits ? 1 : 0;
        }

        assertThat(records).isEqualTo(100_000);
        assertThat(counts).isLessThan(100);
    }
}
