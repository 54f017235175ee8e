package dev.realtime.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialsTest {
    private static final int INVALID_TOKEN = 4501;

    private final NamedDialect own = new NamedDialect("realtime.v1");
    private final NamedDialect userEvents = new NamedDialect("user-events", 1008);
    private final ListedTokens tokens = new ListedTokens()
            .with("good", UserId.of("42"), "editor")
            .with("other", UserId.of("43"))
            .with("acme", new UserId("acme", "42"));

    @Nested
    @DisplayName("given tokens in header, query and cookie")
    class Places {
        private final Door header = new Door(at("/ws"));
        private final Door query = new Door(at("/ws").tokenInQuery("token").tokenInQuery("access_token"));
        private final Door cookie = new Door(at("/ws").tokenInCookie("sid"));

        @ParameterizedTest
        @ValueSource(strings = {"Bearer good", "bearer good", "BEARER   good "})
        void takesTheHeader(String credentials) {
            assertUser("42", header.accepted(Request.to("/ws").header("authorization", credentials)));
        }

        @Test
        void takesTheQueryParametersItWasTold() {
            assertUser("42", query.accepted(Request.to("/ws").query("token", "good")));
            assertUser("42", query.accepted(Request.to("/ws").query("access_token", "good")));
            assertThat(header.refused(Request.to("/ws").query("token", "good")).status())
                    .isEqualTo(401);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"sid=good", "a=b; sid=good", "sid=\"good\"; x", "=; sidx=bad;sid=good;", "; ;sid = good"})
        void takesTheCookie(String line) {
            assertUser("42", cookie.accepted(Request.to("/ws").fromOwnPage().header("cookie", line)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"SID=good", "xsid=good", "sid", "sid=", "a=sid=good", ""})
        void takesNoOtherCookie(String line) {
            Admission.RefusedBySocket closed =
                    cookie.closed(Request.to("/ws").fromOwnPage().header("cookie", line));

            assertThat(closed.reason()).isEqualTo("Authentication required");
        }

        @Test
        void leavesOtherSchemesToTheProxy() {
            Request both =
                    Request.to("/ws").header("authorization", "Basic dTpw").query("token", "good");

            assertUser("42", query.accepted(both));
        }

        @Test
        @DisplayName("AU23: two different tokens are a bad request")
        void refusesTwoDifferentTokens() {
            assertAmbiguous(query, Request.to("/ws").bearer("good").query("token", "other"));
            assertAmbiguous(query, Request.to("/ws").query("token", "good").query("access_token", "other"));
            assertAmbiguous(query, Request.to("/ws").query("token", "good").query("token", "other"));
            assertAmbiguous(header, Request.to("/ws").bearer("good").bearer("other"));
            assertAmbiguous(cookie, Request.to("/ws").fromOwnPage().header("cookie", "sid=good; sid=other"));
            assertThat(tokens.asked).isEmpty();
        }

        @Test
        void takesTheSameTokenInTwoPlaces() {
            assertUser("42", query.accepted(Request.to("/ws").bearer("good").query("token", "good")));
        }

        private void assertAmbiguous(Door door, Request request) {
            assertThat(door.refused(request))
                    .isEqualTo(
                            new Admission.Refused(400, ErrorCode.BAD_REQUEST, "Two different credentials", Map.of()));
        }
    }

    @Nested
    @DisplayName("given a bad token")
    class BadTokens {
        private final Door door = new Door(at("/ws").tokenInQuery("token"));

        @ParameterizedTest
        @DisplayName("AU01: every bad token gets the same answer")
        @ValueSource(strings = {"bad", "eyJhbGciOiJub25lIn0.e30.", "a b", "a\0b", "\u00e9", "a\r\nb"})
        void everyBadTokenGetsTheSameAnswer(String token) {
            assertThat(door.refused(Request.to("/ws").query("token", token)))
                    .isEqualTo(new Admission.Refused(
                            401, ErrorCode.UNAUTHORIZED, "Invalid token", Map.of("WWW-Authenticate", "Bearer")));
        }

        @ParameterizedTest
        @DisplayName("AU09: a token over 8 kB is bad without a look at it, of length")
        @ValueSource(ints = {8_193, 16_384, 1_048_576})
        void refusesALongTokenUnseen(int length) {
            Admission.Refused refused = door.refused(Request.to("/ws").bearer("a".repeat(length)));

            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.message()).isEqualTo("Invalid token");
            assertThat(tokens.asked).isEmpty();
        }

        @Test
        void looksAtATokenOfExactly8kB() {
            door.refused(Request.to("/ws").bearer("a".repeat(8_192)));

            assertThat(tokens.asked).hasSize(1);
        }

        @Test
        void asksForOneThatIsMissing() {
            assertThat(door.refused(Request.to("/ws").query("token", "")))
                    .isEqualTo(new Admission.Refused(
                            401,
                            ErrorCode.UNAUTHORIZED,
                            "Authentication required",
                            Map.of("WWW-Authenticate", "Bearer")));
        }

        @Test
        @DisplayName("AU10: an expired token is told apart, so that a client gets a fresh one")
        void tellsAnExpiredTokenApart() {
            assertThat(door.refused(Request.to("/ws").bearer("expired")).code()).isEqualTo(ErrorCode.TOKEN_EXPIRED);
            assertThat(door.closed(Request.to("/ws").fromOwnPage().bearer("expired")))
                    .isEqualTo(new Admission.RefusedBySocket(
                            ErrorCode.TOKEN_EXPIRED, 4002, "Token expired", Optional.empty()));
        }

        @Test
        void closesThePagesSocketWithTheDialectsNumber() {
            Door old = new Door(
                    Endpoint.at("/ws").dialect(userEvents).authenticator(tokens).tokenInQuery("token"));

            assertThat(old.closed(Request.to("/ws").fromOwnPage().query("token", "bad")))
                    .isEqualTo(new Admission.RefusedBySocket(
                            ErrorCode.UNAUTHORIZED, 1008, "Invalid token", Optional.empty()));
            assertThat(old.closed(Request.to("/ws").fromOwnPage()))
                    .isEqualTo(new Admission.RefusedBySocket(
                            ErrorCode.UNAUTHORIZED, 1008, "Authentication required", Optional.empty()));
            assertThat(door.closed(Request.to("/ws").fromOwnPage().query("token", "bad")))
                    .isEqualTo(new Admission.RefusedBySocket(
                            ErrorCode.UNAUTHORIZED, INVALID_TOKEN, "Invalid token", Optional.empty()));
        }

        @Test
        @DisplayName("a page that offered a subprotocol gets it, else its browser would never show the number")
        void closesInTheSubprotocolThatWasOffered() {
            Door versions = new Door(at("/ws").subprotocol("realtime.v1.json", own));

            assertThat(versions.closed(Request.to("/ws")
                                    .fromOwnPage()
                                    .header("sec-websocket-protocol", "unknown, realtime.v1.json"))
                            .subprotocol())
                    .contains("realtime.v1.json");
            assertThat(versions.closed(Request.to("/ws").fromOwnPage().header("sec-websocket-protocol", "unknown"))
                            .subprotocol())
                    .isEmpty();
        }

        @Test
        void countsTheFixedWord() {
            door.refused(Request.to("/ws").bearer("bad"));

            assertThat(door.counted).containsExactly("UNAUTHORIZED", "bad_signature");
        }

        @Test
        void everyTokenIsBadWhereNobodyKnowsAny() {
            Door keyless = new Door(Endpoint.at("/ws").dialect(own).trustClaimed("userId"));

            assertThat(keyless.refused(Request.to("/ws").query("userId", "42").bearer("good"))
                            .status())
                    .isEqualTo(401);
        }
    }

    @Nested
    @DisplayName("given an authenticator that fails")
    class Failing {

        @Test
        void answersThatNobodyCanTellNow() {
            Authenticator failed =
                    token -> CompletableFuture.failedStage(new CompletionException(new IllegalStateException()));
            Authenticator throwing = token -> {
                throw new IllegalStateException();
            };
            Authenticator empty = token -> null;
            for (Authenticator broken : List.of(failed, throwing, empty)) {
                Door door = new Door(Endpoint.at("/ws").dialect(own).authenticator(broken));

                assertThat(door.refused(Request.to("/ws").bearer("good")))
                        .isEqualTo(new Admission.Refused(
                                503, ErrorCode.OVERLOADED, "Try again later", Map.of("Retry-After", "1")));
                assertThat(door.closed(Request.to("/ws").fromOwnPage().bearer("good")))
                        .isEqualTo(new Admission.RefusedBySocket(
                                ErrorCode.OVERLOADED, 1013, "Try again later", Optional.empty()));
                assertThat(door.counted).startsWith("AUTHENTICATOR failed", "OVERLOADED");
            }
        }
    }

    @Nested
    @DisplayName("given an origin")
    class Origins {
        private final Door door = new Door(at("/ws"));
        private final Door cookies = new Door(at("/ws").tokenInCookie("sid"));

        @Test
        @DisplayName("HS18: a foreign page gets 403 and no socket, and its token is not looked at")
        void aForeignPageGetsNoSocket() {
            Request foreign = Request.to("/ws").bearer("good").header("origin", "http://localhost:8080.evil.example");

            assertThat(door.refused(foreign).status()).isEqualTo(403);
            assertThat(door.counted).containsExactly("PERMISSION_DENIED", "origin_rejected");
            assertThat(tokens.asked).isEmpty();
        }

        @Test
        @DisplayName("HS18: on a TLS socket a page that came without TLS is foreign, although it has our name")
        void aPageOverTheOtherSchemeIsForeign() {
            Request plainPage =
                    Request.to("/ws").hosts("localhost").bearer("good").header("origin", "http://localhost");
            Request securePage =
                    Request.to("/ws").hosts("localhost").bearer("good").header("origin", "https://localhost");

            assertThat(door.refused(securePage).status()).isEqualTo(403);
            assertUser("42", door.accepted(plainPage));
            assertThat(door.refused(plainPage.secure()).status()).isEqualTo(403);
            assertUser("42", door.accepted(securePage.secure()));
        }

        @Test
        void twoOriginsAreForeign() {
            assertThat(door.refused(Request.to("/ws")
                                    .bearer("good")
                                    .fromOwnPage()
                                    .fromOwnPage())
                            .status())
                    .isEqualTo(403);
        }

        @Test
        @DisplayName("HS19: without an origin tokens are taken, and nothing is where cookies are")
        void withoutOriginCookiesAreRefused() {
            assertUser("42", door.accepted(Request.to("/ws").bearer("good")));
            assertThat(cookies.refused(Request.to("/ws").header("cookie", "sid=good"))
                            .status())
                    .isEqualTo(403);
            assertThat(cookies.refused(Request.to("/ws").bearer("good")).status())
                    .isEqualTo(403);
        }

        @Test
        @DisplayName("AU26: a cross-site page is refused although the cookie is good")
        void aCrossSitePageWithAGoodCookieIsRefused() {
            Request crossSite = Request.to("/ws").header("cookie", "sid=good").header("origin", "https://evil.example");

            assertThat(cookies.refused(crossSite).status()).isEqualTo(403);
        }

        @Test
        void aListedPageIsLetIn() {
            Door listed = new Door(at("/ws").origins(OriginPolicy.of(List.of("https://app.example.com"))));

            assertUser(
                    "42",
                    listed.accepted(Request.to("/ws").bearer("good").header("origin", "https://app.example.com")));
            assertThat(listed.refused(Request.to("/ws").bearer("good").fromOwnPage())
                            .status())
                    .isEqualTo(403);
        }
    }

    @Test
    void aPeerMayPresentItsTokenInTheFirstMessage() {
        Door door = new Door(at("/realtime").tokenInFirstMessage());

        Admission.Accepted accepted = door.accepted(Request.to("/realtime"));

        assertThat(accepted.identity()).isEmpty();
        assertThat(accepted.authenticator()).isSameAs(tokens);
        assertThat(accepted.remoteAddress()).isEqualTo("203.0.113.9");
        assertUser("42", door.accepted(Request.to("/realtime").bearer("good")));
        assertThat(door.refused(Request.to("/realtime").bearer("bad")).status()).isEqualTo(401);
    }

    @Test
    void aTokenGrantsItsRoles() {
        Identity identity = new Door(at("/ws"))
                .accepted(Request.to("/ws").bearer("good"))
                .identity()
                .orElseThrow();

        assertThat(identity.roles()).containsExactly("editor");
    }

    private Endpoint.Builder at(String path) {
        return Endpoint.at(path).dialect(own).authenticator(tokens);
    }

    private static void assertUser(String user, Admission.Accepted accepted) {
        assertThat(accepted.identity().map(Identity::user)).contains(UserId.of(user));
    }
}
