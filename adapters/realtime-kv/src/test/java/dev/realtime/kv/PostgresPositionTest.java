package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.kv.PostgresPosition.Round;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostgresPositionTest {

    private static final Round PLACE = new Round("20:25:21,22", "19", "", "ann", "todo.a");

    @Test
    void comesBackFromItsText() {
        PostgresPosition between = new PostgresPosition("10:20:11,12", 9, Optional.empty());
        PostgresPosition inARound = new PostgresPosition("10:20:", 9, Optional.of(PLACE));

        assertThat(PostgresPosition.parse(between.toString())).isEqualTo(between);
        assertThat(PostgresPosition.parse(inARound.toString())).isEqualTo(inARound);
        assertThat(between).hasToString("10:20:11,12 9");
    }

    @Test
    void movesToTheSnapshotOfItsRoundWhenThatEnds() {
        PostgresPosition from = new PostgresPosition("10:20:", 9, Optional.empty());

        assertThat(from.after(PLACE, false)).isEqualTo(new PostgresPosition("10:20:", 19, Optional.of(PLACE)));
        assertThat(from.after(PLACE, true)).isEqualTo(new PostgresPosition("20:25:21,22", 19, Optional.empty()));
    }

    @Test
    void remembersTheHighestTransactionOfAll() {
        PostgresPosition from = new PostgresPosition("10:20:", 30, Optional.empty());

        assertThat(from.after(PLACE, true).highest()).isEqualTo(30);
    }

    /** A crash gives the numbers of transactions away again that left nothing, such as 24 here. */
    @Test
    void claimsNothingInDoubtButWhatWasRead() {
        assertThat(new PostgresPosition("25:25:", 23, Optional.empty()).withoutDoubt())
                .isEqualTo(new PostgresPosition("24:24:", 23, Optional.empty()));
        assertThat(new PostgresPosition("20:25:20", 23, Optional.of(PLACE)).withoutDoubt())
                .isEqualTo(new PostgresPosition("20:20:", 23, Optional.empty()));
    }

    @Test
    void noticesADatabaseThatIsNotThatFar() {
        PostgresPosition position = new PostgresPosition("20:25:21", 19, Optional.empty());

        assertThat(position.isAheadOf("24:24:")).isTrue();
        assertThat(position.isAheadOf("20:25:21")).isFalse();
        assertThat(position.isAheadOf("25:30:")).isFalse();
    }
}
