package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.UserId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What values refuse, and what their texts leave out. */
class KvValuesTest {

    private static final KvKey A = new KvKey("todo.a");

    @Test
    void keepSecretsOutOfTexts() {
        KvPostgres at = new KvPostgres("jdbc:postgresql://db/kv?password=hidden", "kv", "hidden");
        KvRequest request = new KvRequest("POST", "/v1/kv/hidden", Map.of(), "hidden".getBytes(), UserId.of("ann"));

        assertThat(at).hasToString("KvPostgres[jdbc:postgresql://db/kv]");
        assertThat(request).hasToString("KvRequest[POST]");
        assertThat(new KvRecord(A, Optional.of("hidden"), 7)).hasToString("todo.a@7");
        assertThat(Mutation.put(A, "hidden", 7)).hasToString("todo.a after 7");
        assertThat(Mutation.delete(A, 7)).hasToString("todo.a deleted after 7");
    }

    @Test
    void refuseWhatTheyCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> new KvKey("a/b"));
        assertThatIllegalArgumentException().isThrownBy(() -> new KvPostgres("jdbc:mysql://db/kv", "", ""));
        assertThatIllegalArgumentException().isThrownBy(() -> Mutation.delete(A, -2));
        assertThatIllegalArgumentException().isThrownBy(() -> KvRange.of("%", 1));
        assertThatIllegalArgumentException().isThrownBy(() -> KvRange.of("", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> limits(0, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> limits(4_000_001, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> limits(1, Duration.ZERO));
    }

    @Test
    void versionsGrowInEitherMode() {
        assertThat(VersionMode.COUNTER.next(Mutation.NEW, 1_000)).isZero();
        assertThat(VersionMode.COUNTER.next(0, 1_000)).isEqualTo(1);
        assertThat(VersionMode.TIMESTAMP.next(Mutation.NEW, 1_000)).isEqualTo(1_000);
        assertThat(VersionMode.TIMESTAMP.next(999, 1_000)).isEqualTo(1_000);
        assertThat(VersionMode.TIMESTAMP.next(1_000, 1_000)).isEqualTo(1_001);
        assertThat(VersionMode.TIMESTAMP.next(5_000, 1_000)).isEqualTo(5_001);
    }

    private static KvLimits limits(int maxValueBytes, Duration maxWait) {
        return new KvLimits(maxValueBytes, 1, 1, 1, 1, 1, 1, 1, 1, maxWait);
    }
}
