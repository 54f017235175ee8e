package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A client that wants into channels that are not its own")
class ChannelAttacksTest extends OneLaneHub {

    private static final ChannelName OTHERS = new ChannelName("t2", "notifications");

    @ParameterizedTest
    @ValueSource(
            strings = {"t2/notifications", "../t2/notifications", "%2e%2e", "t2%2fnotifications", "/notifications"})
    @DisplayName("CH01: cannot write the name of another tenant")
    void cannotNameAnotherTenant(String name) {
        Peer bob = of("t1", "bob");

        bob.says("subscribe " + name);

        assertThat(bob.hears()).containsExactly("failure BAD_REQUEST");
        assertNothingOfOthers(bob);
    }

    @ParameterizedTest
    @ValueSource(strings = {"notifications", "t2:notifications", "t2.notifications"})
    @DisplayName("CH01: hears nothing of another tenant whatever name it takes")
    void hearsNothingOfAnotherTenant(String name) {
        Peer bob = of("t1", "bob").says("subscribe " + name);
        bob.hears();

        assertNothingOfOthers(bob);
    }

    @Test
    @DisplayName("CH01: does not see what another tenant's channel keeps")
    void doesNotSeeTheHistoryOfAnotherTenant() {
        hub.publish(OTHERS, Message.of(AnyPayload.of("\"canary\"")));
        lane.run();
        Peer bob = of("t1", "bob");

        assertThat(bob.says("history notifications").hears()).containsExactly("history of notifications [] of 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"!p:chat", "!o:chat", "!s:stream", "!x:chat", "!"})
    @DisplayName("CH11: cannot name the logs that go with a channel")
    void cannotNameInternalLogs(String name) {
        Peer bob = of("", "bob");

        assertThat(bob.says("subscribe " + name, "publish " + name + " 1", "history " + name)
                        .hears())
                .containsExactly("failure BAD_REQUEST", "failure BAD_REQUEST", "failure BAD_REQUEST");
    }

    @Test
    @DisplayName("CH11: publishes only where clients may")
    void publishesOnlyWhereClientsMay() {
        hub = builder()
                .authorizer((who, action, channel) ->
                        CompletableFuture.completedFuture(!channel.local().equals("system")))
                .build();
        Peer bob = of("", "bob");

        assertThat(bob.says("publish system 1", "publish user:bob 1", "publish user:ann 1")
                        .hears())
                .hasSize(3)
                .containsOnly("failure PERMISSION_DENIED");
    }

    @Test
    @DisplayName("CH07: gets each message once though it subscribes twice")
    void getsEachMessageOnceThoughItSubscribesTwice() {
        Peer bob = of("", "bob").says("subscribe chat", "subscribe chat");
        publishes(2);

        assertThat(bob.hears())
                .containsExactly("subscribed chat at 0 NEW", "subscribed chat at 0 NEW", "chat 1 1", "chat 2 2");
    }

    @Test
    @DisplayName("CH08: cannot tell a channel that is forbidden from one that does not exist")
    void cannotTellForbiddenFromAbsent() {
        hub.publish(ChannelName.of("secret"), Message.of(Payload.EMPTY));
        lane.run();
        hub = builder()
                .authorizer((who, action, channel) -> CompletableFuture.completedFuture(false))
                .build();
        Peer bob = of("", "bob");

        List<String> forbidden = bob.says("subscribe secret", "publish secret 1", "history secret")
                .hears();
        List<String> absent = bob.says("subscribe absent", "publish absent 1", "history absent")
                .hears();

        assertThat(forbidden).isEqualTo(absent).hasSize(3).containsOnly("failure PERMISSION_DENIED");
    }

    @Test
    @DisplayName("CH09: stays out of a channel for other users")
    void staysOutOfAChannelForOthers() {
        Peer bob = of("", "bob");
        Peer ann = of("", "ann");

        assertThat(bob.says("subscribe chat#ann,cid", "publish chat#ann,cid 1", "history chat#ann,cid")
                        .hears())
                .hasSize(3)
                .containsOnly("failure PERMISSION_DENIED");
        assertThat(ann.says("subscribe chat#ann,cid").hears()).containsExactly("subscribed chat#ann,cid at 0 NEW");
    }

    @Test
    @DisplayName("CH09: stays out of a channel for users of the same name elsewhere")
    void staysOutOfAChannelForOthersOfTheSameName() {
        hub.publish(new ChannelName("t2", "chat#bob"), Message.of(AnyPayload.of("\"canary\"")));
        lane.run();
        Peer bob = of("t1", "bob");

        assertThat(bob.says("subscribe chat#bob", "history chat#bob").hears())
                .containsExactly("subscribed chat#bob at 0 NEW", "history of chat#bob [] of 0");
    }

    private void assertNothingOfOthers(Peer peer) {
        hub.publish(OTHERS, Message.of(AnyPayload.of("\"canary\"")));
        lane.run();
        assertThat(peer.hears()).isEmpty();
    }

    private Peer of(String tenant, String user) {
        Peer peer =
                Peer.connect(hub, lane, LineDialect.IMPLICIT, Optional.of(Identity.claimed(new UserId(tenant, user))));
        peer.hears();
        return peer;
    }
}
