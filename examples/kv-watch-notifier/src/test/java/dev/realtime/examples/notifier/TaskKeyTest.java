package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskKeyTest {

    @ParameterizedTest
    @ValueSource(strings = {"todo.f649", "todo.index.1", "todo.indexes", "todo.a:b@c+d=e~f_g-h"})
    void isAKeyOfATask(String key) {
        assertThat(TaskKey.of(key)).map(TaskKey::text).contains(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "todo.index",
                "todo.",
                "todo",
                "todos.a",
                "xtodo.a",
                "note.a",
                "todo..",
                "todo...",
                "todo.a/b",
                "todo.a b"
            })
    void isNone(String key) {
        assertThat(TaskKey.of(key)).isEmpty();
    }

    @Test
    void hasALimit() {
        assertThat(TaskKey.isId("x".repeat(250))).isTrue();
        assertThat(TaskKey.isId("x".repeat(251))).isFalse();
    }
}
