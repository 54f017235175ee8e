package dev.realtime.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelTemplateTest {

    private static final UserId ANN = new UserId("acme", "ann@example.com");

    @ParameterizedTest
    @CsvSource({
        "user:{user}, user:ann@example.com",
        "tasks#{user}, tasks#ann@example.com",
        "a:b#{user}, a:b#ann@example.com",
        "events, events"
    })
    void isAChannelOfTheUsersTenant(String text, String local) {
        assertThat(new ChannelTemplate(text).of(ANN)).isEqualTo(new ChannelName("acme", local));
    }

    @Test
    void letsTheUserAloneIntoAChannelOfHisOwn() {
        ChannelName tasks = new ChannelTemplate("tasks#{user}").of(ANN);

        assertThat(tasks.admits(ANN)).isTrue();
        assertThat(tasks.admits(new UserId("acme", "bob"))).isFalse();
        assertThat(tasks.admits(new UserId("globex", "ann@example.com"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "user:bob",
                "tasks#bob",
                "tasks#{user},bob",
                "tasks#bob,{user}",
                "tasks:{user}",
                "{user}",
                "#{user}",
                "user:{user}#{user}",
                "tasks#{tenant}",
                "orders:*",
                "orders:*#{user}",
                "a/b",
                "!p:chat"
            })
    void hasNoOtherPlaceForTheUser(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ChannelTemplate(text));
    }
}
