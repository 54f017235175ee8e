package dev.realtime.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.realtime.core.Payload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallHandlersTest {

    private final CallHandler one = CallHandler.answering(call -> Payload.json("1"));
    private final CallHandler two = CallHandler.answering(call -> Payload.json("2"));

    @Test
    void findsTheHandlerOfAMethodElseTheOneOfAllOthers() {
        CallHandlers handlers = CallHandlers.NONE.with("a", one);

        assertThat(handlers.find("a")).containsSame(one);
        assertThat(handlers.find("b")).isEmpty();
        assertThat(handlers.otherwise(two).find("a")).containsSame(one);
        assertThat(handlers.otherwise(two).find("b")).containsSame(two);
        assertThat(CallHandlers.NONE.isEmpty()).isTrue();
        assertThat(CallHandlers.NONE.otherwise(two).isEmpty()).isFalse();
    }

    @Test
    void joinsWhatIsNamedInDifferentPlaces() {
        CallHandlers both = CallHandlers.NONE
                .with("a", one)
                .and(CallHandlers.NONE.with("b", two).otherwise(one));

        assertThat(both.methods()).containsExactlyInAnyOrder("a", "b");
        assertThat(both.find("c")).containsSame(one);
    }

    @Test
    void refusesASecondHandler() {
        CallHandlers handlers = CallHandlers.NONE.with("a", one).otherwise(one);

        assertThatThrownBy(() -> handlers.with("a", two)).hasMessage("method a has a handler already");
        assertThatThrownBy(() -> handlers.and(CallHandlers.NONE.with("a", two)))
                .hasMessage("method a has a handler already");
        assertThatThrownBy(() -> handlers.otherwise(two)).hasMessage("all other methods have a handler already");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sync.request", "A", "9:a_b-c"})
    void takesMethods(String method) {
        assertThat(CallHandlers.NONE.with(method, one).find(method)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a/b", "é", "a\n", "a\u0000"})
    void refusesWhatIsNoMethod(String text) {
        assertThatThrownBy(() -> CallHandlers.NONE.with(text, one)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesAMethodOfMoreThan128Characters() {
        assertThat(Call.isMethod("x".repeat(128))).isTrue();
        assertThat(Call.isMethod("x".repeat(129))).isFalse();
    }
}
