package dev.realtime.core.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Handshake;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The doors, asked for an event stream")
class EventDoorsTest {

    private static final String APP = "https://app.example.com";

    private final NamedDialect own = new NamedDialect("realtime.v1");
    private final NamedDialect events = new NamedDialect("tenant-events");
    private final ListedTokens tokens = new ListedTokens().with("good", UserId.of("42"));
    private final Endpoints doors = Endpoints.builder()
            .endpoint(at("/events-of-all")
                    .subprotocol("own", own)
                    .tokenInFirstMessage()
                    .build())
            .endpoint(at("/cookie").tokenInCookie("sid").build())
            .endpoint(at("/strict")
                    .origins(OriginPolicy.of(List.of(APP)))
                    .tokenInCookie("sid")
                    .build())
            .build();

    @Test
    void areAtThePathsOfEndpoints() {
        assertThat(doors.has("/cookie")).isTrue();
        assertThat(doors.has("/cookie/events")).isFalse();
    }

    @Test
    @DisplayName("answer a page by HTTP: it would see no close")
    void answerAPageByHttp() {
        Admission answer =
                admit(Request.to("/events-of-all").header("origin", APP).bearer("bad"));

        assertThat(answer).isInstanceOf(Admission.Refused.class);
        assertThat(((Admission.Refused) answer).status()).isEqualTo(401);
    }

    @Test
    @DisplayName("wait for no first message: it could not come")
    void waitForNoFirstMessage() {
        Admission answer = admit(Request.to("/events-of-all"));

        assertThat(answer).isInstanceOf(Admission.Refused.class);
        assertThat(((Admission.Refused) answer).code()).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void speakTheDialectOfTheEndpointWhateverIsAskedFor() {
        Admission answer = admit(Request.to("/events-of-all").bearer("good").header("sec-websocket-protocol", "own"));

        assertThat(((Admission.Accepted) answer).dialect()).isSameAs(events);
    }

    @Nested
    @DisplayName("where cookies count")
    class Cookies {

        @Test
        @DisplayName("believe a browser that a page is the server's own, as it leaves out the origin then")
        void believeTheBrowserOfAnOwnPage() {
            assertThat(admit(
                            Request.to("/cookie").header("cookie", "sid=good").header("sec-fetch-site", "same-origin")))
                    .isInstanceOf(Admission.Accepted.class);
        }

        @Test
        void refuseWhoeverDoesNotSayWhereItComesFrom() {
            assertRefused(Request.to("/cookie").header("cookie", "sid=good"));
        }

        @Test
        void refuseAForeignPageThatLeavesOutItsOrigin() {
            assertRefused(Request.to("/cookie").header("cookie", "sid=good").header("sec-fetch-site", "cross-site"));
            assertRefused(Request.to("/cookie").header("cookie", "sid=good").header("sec-fetch-site", "same-site"));
        }

        @Test
        @DisplayName("refuse a page of the server's own where only another's pages may come")
        void refuseAnOwnPageThatIsNotAllowed() {
            assertRefused(Request.to("/strict").header("cookie", "sid=good").header("sec-fetch-site", "same-origin"));
        }

        @Test
        @DisplayName("take no such word at a handshake for a socket: its browser says the origin")
        void takeNoSuchWordForASocket() {
            Handshake socket = Request.to("/cookie")
                    .header("cookie", "sid=good")
                    .header("sec-fetch-site", "same-origin")
                    .build();

            assertThat(doors.admit(socket).toCompletableFuture().join()).isInstanceOf(Admission.Refused.class);
        }

        private void assertRefused(Request request) {
            Admission answer = admit(request);

            assertThat(answer).isInstanceOf(Admission.Refused.class);
            assertThat(((Admission.Refused) answer).status()).isEqualTo(403);
        }
    }

    @Nested
    @DisplayName("say who may read the answer:")
    class Headers {

        @Test
        void aPageThatMayConnect() {
            assertThat(headers(Request.to("/events-of-all").header("origin", APP)))
                    .containsOnly(Map.entry("Vary", "Origin"), Map.entry("Access-Control-Allow-Origin", APP));
        }

        @Test
        @DisplayName("a page with its cookies, where they count")
        void aPageWithItsCookies() {
            assertThat(headers(Request.to("/cookie").header("origin", APP)))
                    .containsEntry("Access-Control-Allow-Origin", APP)
                    .containsEntry("Access-Control-Allow-Credentials", "true");
        }

        @Test
        @DisplayName("no other page, and none of a server by another name")
        void noOther() {
            assertThat(headers(Request.to("/cookie").header("origin", "https://evil.example")))
                    .containsOnlyKeys("Vary");
            assertThat(headers(Request.to("/cookie").header("origin", APP).hosts("evil.example")))
                    .containsOnlyKeys("Vary");
            assertThat(headers(Request.to("/nowhere").header("origin", APP))).containsOnlyKeys("Vary");
            assertThat(headers(Request.to("/cookie"))).containsOnlyKeys("Vary");
            assertThat(headers(Request.to("/cookie").header("origin", APP).header("origin", APP)))
                    .containsOnlyKeys("Vary");
        }

        private Map<String, String> headers(Request request) {
            return doors.headersFor(asEvents(request));
        }
    }

    private Endpoint.Builder at(String path) {
        return Endpoint.at(path)
                .dialect(events)
                .authenticator(tokens)
                .origins(OriginPolicy.of(List.of(APP)).andSameHost());
    }

    private Admission admit(Request request) {
        return doors.admit(asEvents(request)).toCompletableFuture().join();
    }

    private static Handshake asEvents(Request request) {
        Handshake made = request.build();
        return new Handshake(
                made.path(), made.query(), made.headers(), made.remoteAddress(), made.secure(), Handshake.Kind.EVENTS);
    }
}
