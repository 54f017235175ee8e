package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.Limits;
import dev.realtime.core.Quotas;
import dev.realtime.core.Rate;
import dev.realtime.core.UserId;
import dev.realtime.core.policy.AddressRange;
import dev.realtime.core.policy.BlockList.Subject;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Handshake;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Guarded doors")
class GuardTest extends OneLaneHub {

    private static final String HERE = "192.0.2.1";
    private static final String ELSEWHERE = "192.0.2.2";

    private int asked;

    @Test
    void letEverybodyInOnWhomNothingIsKnown() {
        assertThat(comes(HERE, "ann")).isInstanceOf(Admission.Accepted.class);
        assertThat(comes("unknown", "ann")).isInstanceOf(Admission.Accepted.class);
        assertThat(comes(HERE, "")).isInstanceOf(Admission.Accepted.class);
    }

    @Test
    void refuseABlockedAddressBeforeAnythingIsVerified() {
        hub.blocks().block(new Subject.Addresses(AddressRange.parse("192.0.2.0/31")), "");

        assertThat(refused(comes(HERE, "ann"))).isEqualTo("403 PERMISSION_DENIED Not allowed");
        assertThat(asked).isZero();
        assertThat(comes(ELSEWHERE, "ann")).isInstanceOf(Admission.Accepted.class);
    }

    @Test
    void refuseABlockedUserFromAnywhere() {
        hub.blocks().block(new Subject.User(UserId.of("ann")), Duration.ofHours(1), "");

        assertThat(refused(comes(HERE, "ann"))).isEqualTo("403 PERMISSION_DENIED Not allowed");
        assertThat(comes(HERE, "bob")).isInstanceOf(Admission.Accepted.class);
    }

    @Test
    void tellAPageByACloseThatItsUserIsBlocked() {
        hub.blocks().block(new Subject.User(UserId.of("ann")), "");

        assertThat(comesAsAPage(HERE, "ann"))
                .isEqualTo(new Admission.RefusedBySocket(
                        ErrorCode.PERMISSION_DENIED, 4502, "Forbidden", Optional.of("line.v1")));
    }

    @Test
    void tellTelemetryWhomTheyTurnAway() {
        Told told = new Told();
        hub = builder().telemetry(told.telemetry()).build();
        hub.blocks().block(new Subject.User(UserId.of("ann")), "");
        hub.blocks().block(new Subject.Addresses(AddressRange.parse("192.0.2.2/32")), "");
        hub.revokeUser(UserId.of("bob"));

        comesAsAPage(HERE, "ann");
        comes(ELSEWHERE, "cid");
        comes(HERE, "bob");

        assertThat(told.by("refused", "authenticationFailed"))
                .containsExactly(
                        "refused PERMISSION_DENIED", "refused PERMISSION_DENIED", "authenticationFailed revoked");
    }

    @Test
    @DisplayName("F39: a user that reconnects in a tight loop is refused with 429, a page with 4008")
    void paceAUser() {
        build(quotas -> quotas.connectsPerUser = new Rate(1, 2));
        comes(HERE, "ann");
        comes(ELSEWHERE, "ann");

        assertThat(refused(comes(HERE, "ann"))).isEqualTo("429 RATE_LIMIT_EXCEEDED Too many attempts");
        assertThat(comesAsAPage(HERE, "ann"))
                .isEqualTo(new Admission.RefusedBySocket(
                        ErrorCode.RATE_LIMIT_EXCEEDED, 4008, "Rate limited", Optional.of("line.v1")));
        assertThat(comes(HERE, "bob")).isInstanceOf(Admission.Accepted.class);

        lane.advance(Duration.ofSeconds(1));
        assertThat(comes(HERE, "ann")).isInstanceOf(Admission.Accepted.class);
    }

    @Test
    void paceAUserThatPresentsItselfInAMessage() {
        build(quotas -> quotas.connectsPerUser = new Rate(1, 1));
        Peer first =
                Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect token-ann");
        Peer second =
                Peer.connect(hub, lane, LineDialect.EXPLICIT, Optional.empty()).says("connect token-ann");

        assertThat(first.closedWith()).isZero();
        assertThat(second.closedWith()).isEqualTo(4008);
        assertThat(second.hears()).contains("failure RATE_LIMIT_EXCEEDED");
    }

    @Test
    @DisplayName("LI08: an address is paced, and with it its /64")
    void paceAnAddress() {
        build(quotas -> quotas.connectsPerAddress = new Rate(1, 2));
        comes("2001:db8::1", "ann");
        comes("2001:db8::2", "bob");

        assertThat(refused(comes("2001:db8::3", "cid"))).isEqualTo("429 RATE_LIMIT_EXCEEDED Too many attempts");
        assertThat(comes("2001:db8:0:1::1", "cid")).isInstanceOf(Admission.Accepted.class);
        assertThat(asked).isEqualTo(3);
    }

    @Test
    @DisplayName("LI04: beyond what a node takes in, newcomers are sent away with 503 until later")
    void paceTheNode() {
        build(quotas -> quotas.connects = new Rate(1, 2));
        comes(HERE, "ann");
        comes(ELSEWHERE, "bob");

        assertThat(refused(comes("unknown", "cid"))).isEqualTo("503 OVERLOADED Try again later");

        lane.advance(Duration.ofSeconds(1));
        assertThat(comes(HERE, "ann")).isInstanceOf(Admission.Accepted.class);
    }

    @Test
    void whoIsRefusedTakesNothingFromTheNode() {
        build(quotas -> {
            quotas.connects = new Rate(1, 2);
            quotas.connectsPerAddress = new Rate(1, 1);
        });
        comes(HERE, "ann");
        for (int i = 0; i < 100; i++) {
            comes(HERE, "ann");
        }

        assertThat(comes(ELSEWHERE, "bob")).isInstanceOf(Admission.Accepted.class);
    }

    @Test
    void refuseAnAddressThatHasAllConnectionsItMayHave() {
        build(quotas -> quotas.maxConnectionsPerAddress = 1);
        Peer ann = Peer.at(hub, lane, HERE, "ann");

        assertThat(refused(comes(HERE, "bob"))).isEqualTo("429 LIMIT_EXCEEDED Too many connections");
        assertThat(comes(ELSEWHERE, "bob")).isInstanceOf(Admission.Accepted.class);

        ann.vanishes();
        assertThat(comes(HERE, "bob")).isInstanceOf(Admission.Accepted.class);
    }

    @Test
    @DisplayName("LI04: those sent away come back at different times, none before it makes sense")
    void spreadThoseWhoComeBack() {
        build(quotas -> quotas.connectsPerAddress = new Rate(0.1, 1));
        comes(HERE, "ann");
        TreeSet<Integer> seconds = new TreeSet<>();
        for (int i = 0; i < 1_000; i++) {
            seconds.add(Integer.valueOf(
                    ((Admission.Refused) comes(HERE, "ann")).headers().get("Retry-After")));
        }

        assertThat(seconds.first()).isEqualTo(11);
        assertThat(seconds.last()).isEqualTo(20);
        assertThat(seconds).hasSize(10);
    }

    @Test
    @DisplayName("AU25: after so many bad tokens an address is refused with 429, for a while")
    void shutOutWhoGuesses() {
        build(quotas -> quotas.maxOffences = 3);
        for (int i = 0; i < 3; i++) {
            assertThat(refused(comes(HERE, "bad"))).isEqualTo("401 UNAUTHORIZED Invalid token");
        }
        asked = 0;

        assertThat(refused(comes(HERE, "ann"))).isEqualTo("429 RATE_LIMIT_EXCEEDED Too many attempts");
        assertThat(asked).isZero();
        assertThat(comes(ELSEWHERE, "ann")).isInstanceOf(Admission.Accepted.class);

        lane.advance(Duration.ofSeconds(30));
        assertThat(comes(HERE, "ann")).isInstanceOf(Admission.Accepted.class);
    }

    @Test
    void writeDownBadTokensOfPagesToo() {
        build(quotas -> quotas.maxOffences = 2);
        comesAsAPage(HERE, "bad");
        comesAsAPage(HERE, "bad");

        assertThat(hub.blocks().shutOut(HERE)).isPresent();
    }

    @Test
    void forgiveTokensThatHaveExpired() {
        build(quotas -> quotas.maxOffences = 1);
        comes(HERE, "expired");

        assertThat(hub.blocks().shutOut(HERE)).isEmpty();
    }

    @Test
    @DisplayName("grant nothing beyond its end to the token of one who cannot bring a fresh one")
    void refuseAListenerWhoseTokenHasEnded() {
        Handshake socket = new Handshake("/ws", Map.of(), Map.of(), HERE, false);
        Handshake events = new Handshake("/ws", Map.of(), Map.of(), HERE, false, Handshake.Kind.EVENTS);

        assertThat(comes(socket, "late")).isInstanceOf(Admission.Accepted.class);
        assertThat(refused(comes(events, "late"))).isEqualTo("401 TOKEN_EXPIRED Token expired");
        assertThat(comes(events, "ann")).isInstanceOf(Admission.Accepted.class);
    }

    private void build(Consumer<Quotas.Builder> changes) {
        hub = builder()
                .limits(Limits.DEFAULT.with(limits -> limits.quotas = Quotas.DEFAULT.with(changes)))
                .build();
    }

    private Admission comes(String address, String user) {
        return comes(new Handshake("/ws", Map.of(), Map.of(), address, false), user);
    }

    private Admission comesAsAPage(String address, String user) {
        Map<String, List<String>> headers = Map.of("origin", List.of("https://example.org"));
        return comes(new Handshake("/ws", Map.of(), headers, address, false), user);
    }

    private Admission comes(Handshake handshake, String user) {
        return hub.guard(asking -> CompletableFuture.completedStage(judge(asking, user)))
                .admit(handshake)
                .toCompletableFuture()
                .join();
    }

    private Admission judge(Handshake handshake, String user) {
        asked++;
        boolean page = handshake.header("origin").isPresent();
        return switch (user) {
            case "bad" -> page
                    ? new Admission.RefusedBySocket(ErrorCode.UNAUTHORIZED, 1008, "Invalid token", Optional.empty())
                    : new Admission.Refused(401, ErrorCode.UNAUTHORIZED, "Invalid token", Map.of());
            case "late" -> new Admission.Accepted(
                    LineDialect.IMPLICIT,
                    Optional.empty(),
                    Optional.of(Identity.claimed(UserId.of(user)).expiresAt(lane.instant())),
                    Peer.TOKENS,
                    handshake.remoteAddress());
            case "expired" -> new Admission.Refused(401, ErrorCode.TOKEN_EXPIRED, "Token expired", Map.of());
            default -> new Admission.Accepted(
                    LineDialect.IMPLICIT,
                    Optional.of("line.v1"),
                    Optional.of(user).filter(name -> !name.isEmpty()).map(name -> Identity.claimed(UserId.of(name))),
                    Peer.TOKENS,
                    handshake.remoteAddress());
        };
    }

    private static String refused(Admission admission) {
        Admission.Refused refused = (Admission.Refused) admission;
        return refused.status() + " " + refused.code() + " " + refused.message();
    }
}
