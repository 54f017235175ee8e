package dev.realtime.auth;

import static dev.realtime.core.spi.Authorizer.Action.HISTORY;
import static dev.realtime.core.spi.Authorizer.Action.PRESENCE;
import static dev.realtime.core.spi.Authorizer.Action.PUBLISH;
import static dev.realtime.core.spi.Authorizer.Action.SUBSCRIBE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Authorizer.Action;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChannelRulesTest {
    private final Identity claimed = Identity.claimed(UserId.of("c"));
    private final Identity verified = Identity.verified(UserId.of("v"));
    private final Identity editor = Identity.verified(UserId.of("e")).roles(Set.of("editor"));

    private final ChannelRules rules = ChannelRules.builder()
            .on("news:internal", grants -> grants.read(Who.roles("editor", "admin")))
            .on("news:*", grants -> grants.read(Who.everyone()).publish(Who.roles("editor")))
            .on("chat", grants -> grants.read(Who.everyone())
                    .publish(Who.verified())
                    .history(Who.nobody()))
            .on("lobby:*", grants -> grants.subscribe(Who.everyone()).presence(Who.verified()))
            .build();

    @Test
    void aRuleGrantsWhatItSaysToWhomItSays() {
        assertThat(allows(claimed, SUBSCRIBE, "chat")).isTrue();
        assertThat(allows(claimed, PUBLISH, "chat")).isFalse();
        assertThat(allows(verified, PUBLISH, "chat")).isTrue();
        assertThat(allows(verified, PUBLISH, "news:today")).isFalse();
        assertThat(allows(editor, PUBLISH, "news:today")).isTrue();
        assertThat(allows(verified, PRESENCE, "lobby:1")).isTrue();
        assertThat(allows(claimed, PRESENCE, "lobby:1")).isFalse();
    }

    @Test
    void theFirstFittingRuleDecidesAlone() {
        assertThat(allows(claimed, SUBSCRIBE, "news:internal")).isFalse();
        assertThat(allows(editor, SUBSCRIBE, "news:internal")).isTrue();
        assertThat(allows(editor, PUBLISH, "news:internal")).isFalse();
    }

    @Test
    void whatARuleDoesNotGrantIsDenied() {
        assertThat(allows(editor, PUBLISH, "lobby:1")).isFalse();
        assertThat(allows(editor, HISTORY, "lobby:1")).isFalse();
        assertThat(allows(editor, HISTORY, "chat")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void aChannelWithoutRuleIsDenied(Action action) {
        for (String channel : new String[] {"other", "news", "newsx:1", "chat:1", "chatx", "lobby"}) {
            assertThat(allows(editor, action, channel)).isFalse();
        }
    }

    @Test
    @DisplayName("CH09: a channel for some users alone goes by what stands before them")
    void aChannelForSomeUsersGoesByItsName() {
        assertThat(allows(verified, PUBLISH, "chat#v,w")).isTrue();
        assertThat(allows(claimed, PUBLISH, "chat#c,w")).isFalse();
        assertThat(allows(claimed, SUBSCRIBE, "news:internal#c")).isFalse();
        assertThat(allows(editor, PUBLISH, "news:today#e")).isTrue();
        assertThat(allows(editor, SUBSCRIBE, "other#e")).isFalse();
        assertThat(allows(editor, SUBSCRIBE, "chat:1#e")).isFalse();
    }

    @Test
    void aRuleMayNameAChannelForSomeUsers() {
        ChannelRules rules = ChannelRules.builder()
                .on("chat#v,w", grants -> grants.read(Who.nobody()))
                .on("chat", grants -> grants.read(Who.everyone()))
                .build();

        assertThat(allows(rules, verified, SUBSCRIBE, "chat#v,w")).isFalse();
        assertThat(allows(rules, verified, SUBSCRIBE, "chat#v,x")).isTrue();
    }

    @Test
    void aStarFitsEveryChannel() {
        ChannelRules open = ChannelRules.builder()
                .on("*", grants -> grants.read(Who.everyone()))
                .build();

        assertThat(allows(open, claimed, SUBSCRIBE, "a:b:c")).isTrue();
        assertThat(allows(open, claimed, PUBLISH, "a:b:c")).isFalse();
    }

    @Test
    void withoutRulesEverythingIsDenied() {
        assertThat(allows(ChannelRules.builder().build(), editor, SUBSCRIBE, "chat"))
                .isFalse();
    }

    @Test
    void everyAnswerComesCompleted() {
        assertThat(rules.allows(claimed, SUBSCRIBE, ChannelName.of("chat")).toCompletableFuture())
                .isCompleted();
    }

    @Test
    void verifiedMeansThatSomebodyVouchedForIt() {
        Identity endingClaim =
                Identity.claimed(UserId.of("x")).expiresAt(Instant.EPOCH).tokenId("jti");

        assertThat(Who.verified().includes(endingClaim)).isFalse();
        assertThat(Who.verified().includes(editor)).isTrue();
        assertThat(Who.verified().includes(verified)).isTrue();
        assertThat(Who.verified().includes(claimed)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "chat*", "**", "*:x", "a:*:b", "Chat", "chat:**", ":*:", "a/b", "a b", "prefix*:*"})
    void refusesAPatternThatIsNone(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelRules.builder().on(pattern, grants -> {}))
                .withMessageContaining("need a channel name, prefix:* or *");
    }

    @Test
    void refusesTwoRulesForOnePatternAndARoleRuleWithoutRoles() {
        ChannelRules.Builder builder = ChannelRules.builder().on("a:*", grants -> {});

        assertThatIllegalArgumentException().isThrownBy(() -> builder.on("a:*", grants -> {}));
        assertThatIllegalArgumentException().isThrownBy(Who::roles);
    }

    private boolean allows(Identity who, Action action, String channel) {
        return allows(rules, who, action, channel);
    }

    private static boolean allows(ChannelRules rules, Identity who, Action action, String channel) {
        return rules.allows(who, action, ChannelName.of(channel))
                .toCompletableFuture()
                .join();
    }
}
