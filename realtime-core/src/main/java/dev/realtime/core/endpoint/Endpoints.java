package dev.realtime.core.endpoint;

import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Admitter;
import dev.realtime.core.spi.EventDoors;
import dev.realtime.core.spi.Handshake;
import dev.realtime.core.spi.Telemetry;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * All doors of a server. Brings a handshake to the one endpoint it fits, and lets that endpoint's rules decide.
 *
 * <p>A handshake is looked at in this order, and the first thing wrong with it is the answer: host, path, query
 * parameters, origin, claimed ids, number of credentials, the credential itself, whether claim and credential agree.
 * Nothing is authenticated for a page that may not be here.
 *
 * <p><b>Threads:</b> immutable; keeps nothing of a handshake.
 */
public final class Endpoints implements Admitter, EventDoors {

    private static final Map<String, String> BY_ORIGIN = Map.of("Vary", "Origin");

    private final HostPolicy hosts;
    private final Map<String, List<Endpoint>> byPath;
    private final RefusalLog log;

    private Endpoints(HostPolicy hosts, Map<String, List<Endpoint>> byPath, RefusalLog log) {
        this.hosts = hosts;
        this.byPath = Map.copyOf(byPath);
        this.log = log;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The paths behind which there is an endpoint. */
    public Set<String> paths() {
        return byPath.keySet();
    }

    @Override
    public CompletionStage<Admission> admit(Handshake handshake) {
        List<String> host = handshake.headers().getOrDefault("host", List.of());
        if (host.size() != 1) {
            return refuse(Refusal.BAD_HOST, handshake);
        }
        if (!hosts.allows(host.get(0))) {
            return refuse(Refusal.FOREIGN_HOST, handshake);
        }
        if (!byPath.containsKey(handshake.path())) {
            return refuse(Refusal.UNKNOWN_PATH, handshake);
        }
        List<Endpoint> fitting = fitting(handshake);
        return switch (fitting.size()) {
            case 0 -> refuse(Refusal.NO_MATCH, handshake);
            case 1 -> new Applicant(handshake, fitting.get(0), log).judge(host.get(0));
            default -> refuse(Refusal.TWO_MATCHES, handshake);
        };
    }

    @Override
    public boolean has(String path) {
        return byPath.containsKey(path);
    }

    @Override
    public Map<String, String> headersFor(Handshake handshake) {
        Optional<String> origin = handshake.header("origin");
        List<String> host = handshake.headers().getOrDefault("host", List.of());
        List<Endpoint> fitting = fitting(handshake);
        boolean isKnown = host.size() == 1 && hosts.allows(host.get(0)) && fitting.size() == 1;
        if (origin.isEmpty() || !isKnown || !fitting.get(0).admitsPageOf(handshake, host.get(0))) {
            return BY_ORIGIN;
        }
        Map<String, String> headers = new HashMap<>(BY_ORIGIN);
        headers.put("Access-Control-Allow-Origin", origin.get());
        if (fitting.get(0).tokens().cookie().isPresent()) {
            headers.put("Access-Control-Allow-Credentials", "true");
        }
        return headers;
    }

    private List<Endpoint> fitting(Handshake handshake) {
        return byPath.getOrDefault(handshake.path(), List.of()).stream()
                .filter(endpoint -> endpoint.fits(handshake))
                .toList();
    }

    private CompletionStage<Admission> refuse(Refusal refusal, Handshake handshake) {
        log.refused(refusal, refusal.word(), "none", handshake.remoteAddress());
        return CompletableFuture.completedStage(refusal.asHttp());
    }

    /** Options of {@link Endpoints}. Confined to the thread that builds. */
    public static final class Builder {
        private final Map<String, List<Endpoint>> byPath = new LinkedHashMap<>();
        private HostPolicy hosts = HostPolicy.loopback();
        private Telemetry telemetry = Telemetry.NONE;
        private Logger logger = System.getLogger(Endpoints.class.getName());

        private Builder() {}

        /** @throws IllegalArgumentException if it cannot be told from one already there */
        public Builder endpoint(Endpoint endpoint) {
            List<Endpoint> neighbours = byPath.computeIfAbsent(endpoint.path(), path -> new ArrayList<>());
            if (neighbours.stream().anyMatch(endpoint::isIndistinguishableFrom)) {
                throw new IllegalArgumentException("need endpoints that differ but got twice " + endpoint);
            }
            neighbours.add(endpoint);
            return this;
        }

        /** The names this server answers to. Default: {@link HostPolicy#loopback}. */
        public Builder hosts(HostPolicy policy) {
            hosts = policy;
            return this;
        }

        public Builder telemetry(Telemetry counts) {
            telemetry = Telemetry.careful(counts);
            return this;
        }

        Builder logger(Logger lines) {
            logger = lines;
            return this;
        }

        public Endpoints build() {
            Map<String, List<Endpoint>> copy = new LinkedHashMap<>();
            byPath.forEach((path, endpoints) -> copy.put(path, List.copyOf(endpoints)));
            return new Endpoints(hosts, copy, new RefusalLog(logger, telemetry));
        }
    }
}
