package dev.realtime.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Admission;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RoutingTest {
    private final NamedDialect channels = new NamedDialect("channels");
    private final NamedDialect taskUpdates = new NamedDialect("task-updates");
    private final NamedDialect userEvents = new NamedDialect("user-events");
    private final NamedDialect own = new NamedDialect("realtime.v1");

    @Nested
    @DisplayName("given an endpoint with channels")
    class WithChannels {
        private final ChannelTemplate events = new ChannelTemplate("events");
        private final Door door = new Door(Endpoint.at("/ws")
                .dialect(taskUpdates)
                .subprotocol("own", own)
                .trustClaimed("user")
                .channels(events));

        @Test
        void peersOfItsDialectAreGivenThem() {
            assertThat(door.accepted(Request.to("/ws").query("user", "7")).channels())
                    .containsExactly(events);
        }

        @Test
        void peersOfAnotherHaveTheirOwnChannel() {
            Request asks = Request.to("/ws").query("user", "7").header("sec-websocket-protocol", "own");

            assertThat(door.accepted(asks).channels()).containsExactly(ChannelTemplate.PERSONAL);
        }
    }

    @Test
    void anEndpointGivesTheUsersOwnChannelUnlessItSaysOtherwise() {
        Door door = new Door(Endpoint.at("/ws").dialect(channels).trustClaimed("user"));

        assertThat(door.accepted(Request.to("/ws").query("user", "7")).channels())
                .containsExactly(ChannelTemplate.PERSONAL);
    }

    @Nested
    @DisplayName("given three systems on /ws")
    class OnePath {
        private final Door door = new Door(
                Endpoint.at("/ws").when("userId").dialect(channels).trustClaimed("userId"),
                Endpoint.at("/ws").when("user_id").dialect(taskUpdates).trustClaimed("user_id"),
                Endpoint.at("/ws")
                        .when("token")
                        .unless("userId", "user_id")
                        .dialect(userEvents)
                        .trustClaimed("token"));

        @Test
        void theQueryDecidesWhichOneIsMeant() {
            assertThat(door.accepted(Request.to("/ws").query("userId", "7")).dialect())
                    .isSameAs(channels);
            assertThat(door.accepted(Request.to("/ws").query("user_id", "7")).dialect())
                    .isSameAs(taskUpdates);
            assertThat(door.accepted(Request.to("/ws").query("token", "t")).dialect())
                    .isSameAs(userEvents);
        }

        @Test
        void aRequestThatFitsNoneIsABadOne() {
            assertThat(door.refused(Request.to("/ws").query("x", "1"))).isEqualTo(bad("fit no endpoint"));
            assertThat(door.refused(Request.to("/ws"))).isEqualTo(bad("fit no endpoint"));
        }

        @Test
        void aRequestThatFitsTwoIsABadOne() {
            assertThat(door.refused(Request.to("/ws").query("userId", "7").query("user_id", "7")))
                    .isEqualTo(bad("fit two endpoints"));
        }

        @Test
        void anotherPathIsNotThere() {
            for (String path : new String[] {"/", "/ws/", "/WS", "/ws/x", ""}) {
                assertThat(door.refused(Request.to(path).query("userId", "7")))
                        .isEqualTo(new Admission.Refused(404, ErrorCode.NOT_FOUND, "No such endpoint", Map.of()));
            }
        }

        private Admission.Refused bad(String how) {
            return new Admission.Refused(
                    400, ErrorCode.BAD_REQUEST, "The query parameters " + how + " of this path", Map.of());
        }
    }

    @Nested
    @DisplayName("given a Host header")
    class Hosts {
        private final Door door = new Door(Endpoint.at("/ws").dialect(channels).trustClaimed("userId"));

        @Test
        void aForeignNameIsRefusedBeforeAnythingElse() {
            Admission.Refused foreign = door.refused(Request.to("/nowhere").hosts("evil.example:8080"));

            assertThat(foreign.status()).isEqualTo(403);
            assertThat(door.counted).containsExactly("PERMISSION_DENIED", "host_rejected");
        }

        @Test
        @DisplayName("DNS rebinding: a page whose name was pointed at this machine gets no socket")
        void aReboundPageIsRefused() {
            Request rebound = Request.to("/ws")
                    .query("userId", "7")
                    .hosts("evil.example:8080")
                    .header("origin", "http://evil.example:8080");

            assertThat(door.refused(rebound).status()).isEqualTo(403);
        }

        @Test
        @DisplayName("HS06: two Host headers, or none, are a bad request")
        void thereIsExactlyOne() {
            assertThat(door.refused(Request.to("/ws").query("userId", "7").hosts())
                            .message())
                    .isEqualTo("Need one Host header");
            assertThat(door.refused(Request.to("/ws").query("userId", "7").hosts("localhost", "localhost"))
                            .message())
                    .isEqualTo("Need one Host header");
        }
    }

    @Nested
    @DisplayName("given an endpoint with a subprotocol")
    class Negotiation {
        private final Door door = new Door(Endpoint.at("/ws")
                .dialect(channels)
                .subprotocol("realtime.v1.json", own)
                .subprotocol("channels.v1", channels)
                .trustClaimed("userId"));

        @Test
        void speaksTheDefaultDialectWithoutOne() {
            assertSpoken(ask(), channels, Optional.empty());
        }

        @Test
        void speaksTheFirstKnownOneOfThePeersList() {
            assertSpoken(ask("soap, realtime.v1.json ,channels.v1"), own, Optional.of("realtime.v1.json"));
            assertSpoken(ask("channels.v1,realtime.v1.json"), channels, Optional.of("channels.v1"));
        }

        @Test
        void readsTheListAcrossHeaderLines() {
            assertSpoken(ask("soap", "realtime.v1.json"), own, Optional.of("realtime.v1.json"));
        }

        @Test
        @DisplayName("HS15: an unsupported subprotocol is never echoed")
        void neverEchoesAnUnknownOne() {
            assertSpoken(ask("evil.v9"), channels, Optional.empty());
            assertSpoken(ask("REALTIME.V1.JSON"), channels, Optional.empty());
            assertSpoken(ask(",, ,"), channels, Optional.empty());
        }

        @Test
        @DisplayName("HS16: a list of 200 kB is read in linear time")
        @Timeout(value = 2, unit = TimeUnit.SECONDS)
        void readsALongListInLinearTime() {
            assertSpoken(ask("a,".repeat(100_000)), channels, Optional.empty());
            assertSpoken(ask("a" + " ".repeat(200_000) + "a"), channels, Optional.empty());
        }

        private Admission.Accepted ask(String... lines) {
            Request request = Request.to("/ws").query("userId", "7");
            for (String line : lines) {
                request.header("sec-websocket-protocol", line);
            }
            return door.accepted(request);
        }

        private void assertSpoken(Admission.Accepted accepted, NamedDialect dialect, Optional<String> subprotocol) {
            assertThat(accepted.dialect()).isSameAs(dialect);
            assertThat(accepted.subprotocol()).isEqualTo(subprotocol);
        }
    }

    @Nested
    @DisplayName("given a mistake in the set-up")
    class SetUp {
        private final Endpoint.Builder one = Endpoint.at("/ws").when("a").dialect(channels);

        @Test
        void twoEndpointsThatCannotBeToldApartAreRefused() {
            Endpoints.Builder all = Endpoints.builder().endpoint(one.build());

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> all.endpoint(one.build()))
                    .withMessageContaining("need endpoints that differ");
        }

        @Test
        void anEndpointNeedsADialectAPathAndConditionsThatCanHold() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Endpoint.at("/ws").build())
                    .withMessageContaining("need a dialect");
            assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.at("ws"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> one.unless("a").build());
        }

        @Test
        void saysItsPathsAndWhetherItBelievesClaims() {
            Endpoint trusting =
                    Endpoint.at("/b").dialect(channels).trustClaimed("userId").build();

            assertThat(Endpoints.builder()
                            .endpoint(one.build())
                            .endpoint(trusting)
                            .build()
                            .paths())
                    .containsExactlyInAnyOrder("/ws", "/b");
            assertThat(one.build().trustsClaims()).isFalse();
            assertThat(trusting.trustsClaims()).isTrue();
            assertThat(trusting).hasToString("Endpoint[/b when [] unless []]");
        }
    }
}
