package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    private static final TaskKey A = new TaskKey("a");
    private static final TaskKey B = new TaskKey("b");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("new/state.json");
    }

    @Test
    void keepsWhatItIsToldOverARestart() {
        try (StateFile state = open()) {
            assertThat(state.isNew()).isTrue();
            state.baseline(Map.of(A, 5L));
            state.settled(new Change(B, 1731090123456L));
            state.writing(A, Optional.of("d1"));
        }

        try (StateFile state = open()) {
            assertThat(state.isNew()).isFalse();
            assertThat(state.announced(A)).isEqualTo(OptionalLong.of(5));
            assertThat(state.announced(B)).isEqualTo(OptionalLong.of(1731090123456L));
            assertThat(state.written(A)).contains("d1");
        }
    }

    @Test
    @DisplayName("a first start without a single task is a start, too")
    void anEmptyBaselineIsOne() {
        try (StateFile state = open()) {
            state.baseline(Map.of());
        }

        try (StateFile state = open()) {
            assertThat(state.isNew()).isFalse();
        }
    }

    @Test
    void forgets() {
        try (StateFile state = open()) {
            state.baseline(Map.of(A, 5L, B, 6L));
            state.forget(List.of(A));
        }

        try (StateFile state = open()) {
            assertThat(state.keys()).containsExactly(B);
        }
    }

    @Test
    void remembersTheNewestOfItsOwnWritesOnly() {
        try (StateFile state = open()) {
            for (int i = 0; i < 65; i++) {
                state.writing(new TaskKey("k" + i), Optional.of("d"));
            }

            assertThat(state.written(new TaskKey("k0"))).isEmpty();
            assertThat(state.written(new TaskKey("k64"))).contains("d");
        }
    }

    @Test
    void isNotSharedByTwo() {
        try (StateFile state = open()) {
            assertThat(state.isNew()).isTrue();
            assertThatIllegalStateException().isThrownBy(this::open).withMessageContaining("another notifier");
        }
    }

    @Test
    @DisplayName("a file that is no state stops the start: a new baseline would hide what was not announced")
    void refusesNonsense() throws IOException {
        for (String content : List.of("", "{", "{}", "{\"format\":2}", "[]")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);

            assertThatIllegalStateException().as(content).isThrownBy(this::open);
        }
    }

    @Test
    void aWriteThatWasCutShortHarmsNothing() throws IOException {
        try (StateFile state = open()) {
            state.baseline(Map.of(A, 5L));
        }
        Files.writeString(file.resolveSibling("state.json.next"), "{\"format\":1,\"announ");

        try (StateFile state = open()) {
            state.settled(new Change(A, 6));

            assertThat(Files.readString(file)).contains("\"todo.a\":6");
        }
    }

    private StateFile open() {
        return StateFile.open(file, OnDoubt.RESEND);
    }
}
