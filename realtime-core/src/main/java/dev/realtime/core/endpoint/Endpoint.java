package dev.realtime.core.endpoint;

import dev.realtime.core.ChannelTemplate;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Handshake;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A door of the server: a path, what the query must look like, the wire format spoken behind it and how peers present
 * themselves.
 *
 * <pre>{@code
 * Endpoint.at("/ws").when("user_id").dialect(taskUpdates)
 *         .authenticator(jwt).tokenInQuery("token")
 *         .claimedUser("user_id").build();
 * }</pre>
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Endpoint {

    // Written by browsers alone: no page can set it.
    private static final String SITE = "sec-fetch-site";
    private static final String SAME_ORIGIN = "same-origin";

    private final String path;
    private final Set<String> present;
    private final Set<String> absent;
    private final Subprotocols subprotocols;
    private final TokenPlaces tokens;
    private final Claims claims;
    private final OriginPolicy origins;
    private final Authenticator authenticator;
    private final List<ChannelTemplate> channels;

    private Endpoint(Builder builder) {
        path = builder.path;
        present = Set.copyOf(builder.present);
        absent = Set.copyOf(builder.absent);
        subprotocols = new Subprotocols(
                builder.dialect.orElseThrow(() -> new IllegalArgumentException("need a dialect for " + builder.path)),
                builder.subprotocols);
        tokens = new TokenPlaces(builder.tokenParameters, builder.tokenCookie, builder.firstMessage);
        claims = new Claims(builder.userParameter, builder.tenantParameter, builder.trusted, builder.throughProxies);
        origins = builder.origins;
        authenticator = builder.authenticator;
        channels = builder.channels;
    }

    /** @param path begins with a slash; compared as it is, without patterns */
    public static Builder at(String path) {
        return new Builder(path);
    }

    public String path() {
        return path;
    }

    /** Whether peers are believed without proof; a server says so loudly when it starts. */
    public boolean trustsClaims() {
        return claims.trusted();
    }

    /** Path and conditions. */
    @Override
    public String toString() {
        return "Endpoint[" + path + " when " + present + " unless " + absent + "]";
    }

    /** Whether the query fits; the path is not looked at. */
    boolean fits(Handshake handshake) {
        Set<String> names = handshake.query().keySet();
        return names.containsAll(present) && Collections.disjoint(names, absent);
    }

    /**
     * Whether it may come from where it says it does. A peer without an origin is no page and brings along no cookies it
     * does not know of; where cookies count, it has to say where it comes from all the same. Browsers leave out the origin
     * of a page that asks its own server for an event stream, and then say that it is the same.
     *
     * @param host the request's {@code Host} header
     */
    boolean admitsPageOf(Handshake handshake, String host) {
        List<String> said = handshake.headers().getOrDefault("origin", List.of());
        boolean isOwn = handshake.kind() == Handshake.Kind.EVENTS
                && handshake.headers().getOrDefault(SITE, List.of()).equals(List.of(SAME_ORIGIN));
        return switch (said.size()) {
            case 0 -> tokens.cookie().isEmpty()
                    || isOwn && origins.allows(handshake.scheme() + "://" + host, handshake.scheme(), host);
            case 1 -> origins.allows(said.get(0), handshake.scheme(), host);
            default -> false;
        };
    }

    /** Whether every request that fits one of the two fits the other. */
    boolean isIndistinguishableFrom(Endpoint other) {
        return path.equals(other.path) && present.equals(other.present) && absent.equals(other.absent);
    }

    Subprotocols subprotocols() {
        return subprotocols;
    }

    TokenPlaces tokens() {
        return tokens;
    }

    Claims claims() {
        return claims;
    }

    OriginPolicy origins() {
        return origins;
    }

    Authenticator authenticator() {
        return authenticator;
    }

    /** What peers of that dialect are subscribed to. Who asked for another than the endpoint's own has his own channel. */
    List<ChannelTemplate> channels(Dialect spoken) {
        boolean isOwn = spoken.name().equals(subprotocols.fallback().name());
        return isOwn ? channels : Admission.Accepted.PERSONAL;
    }

    /** Options of an {@link Endpoint}; only the dialect has no default. Confined to the thread that builds. */
    public static final class Builder {
        private final String path;
        private final Set<String> present = new HashSet<>();
        private final Set<String> absent = new HashSet<>();
        private final Map<String, Dialect> subprotocols = new HashMap<>();
        private final Set<String> tokenParameters = new HashSet<>();
        private Optional<Dialect> dialect = Optional.empty();
        private Optional<String> tokenCookie = Optional.empty();
        private Optional<String> userParameter = Optional.empty();
        private Optional<String> tenantParameter = Optional.empty();
        private boolean firstMessage;
        private boolean trusted;
        private boolean throughProxies;
        private OriginPolicy origins = OriginPolicy.sameHost();
        private Authenticator authenticator = Authenticator.NO_KEYS;
        private List<ChannelTemplate> channels = Admission.Accepted.PERSONAL;

        private Builder(String path) {
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("need a path that begins with / but got " + path);
            }
            this.path = path;
        }

        /** Only requests that have all these query parameters. */
        public Builder when(String... parameters) {
            present.addAll(List.of(parameters));
            return this;
        }

        /** Only requests that have none of these query parameters. */
        public Builder unless(String... parameters) {
            absent.addAll(List.of(parameters));
            return this;
        }

        /** The wire format of peers that ask for no subprotocol, or for none that is known here. */
        public Builder dialect(Dialect fallback) {
            dialect = Optional.of(fallback);
            return this;
        }

        /** The wire format of peers that ask for {@code name} in {@code Sec-WebSocket-Protocol}. */
        public Builder subprotocol(String name, Dialect spoken) {
            subprotocols.put(name, spoken);
            return this;
        }

        /** Who judges tokens. Without one every token is a bad one. */
        public Builder authenticator(Authenticator judge) {
            authenticator = judge;
            return this;
        }

        /** Takes a token from this query parameter too. URLs end in logs: for clients that can do no better. */
        public Builder tokenInQuery(String parameter) {
            tokenParameters.add(parameter);
            return this;
        }

        /** Takes a token from this cookie too, and therefore refuses whoever has no allowed {@code Origin}. */
        public Builder tokenInCookie(String name) {
            tokenCookie = Optional.of(name);
            return this;
        }

        /** Lets peers in that bring no token, to present one in their first message. */
        public Builder tokenInFirstMessage() {
            firstMessage = true;
            return this;
        }

        /** The query parameter in which a peer says who it is. It must agree with the token. */
        public Builder claimedUser(String parameter) {
            userParameter = Optional.of(parameter);
            return this;
        }

        /** The query parameter in which a peer says its tenant. It must agree with the token. */
        public Builder claimedTenant(String parameter) {
            tenantParameter = Optional.of(parameter);
            return this;
        }

        /**
         * Believes peers without a token what the URL says of their user and tenant; they have no roles. For
         * development, and for networks where somebody else has checked. A token, where there is one, still decides. A
         * request that a proxy says it hands on is not believed, unless {@link #throughProxiesToo} says so; a proxy that adds no
         * header of its own cannot be noticed.
         */
        public Builder trustClaimed(String userParameter) {
            trusted = true;
            return claimedUser(userParameter);
        }

        /**
         * What peers are subscribed to from their greeting on, without asking for it and whatever the authorizer says;
         * instead of {@link ChannelTemplate#PERSONAL} alone.
         */
        public Builder channels(ChannelTemplate... given) {
            channels = List.of(given);
            return this;
        }

        /** Believes also what a proxy hands on, behind which there may be anybody. */
        public Builder throughProxiesToo() {
            throughProxies = true;
            return this;
        }

        /** Whose pages may connect. Default: {@link OriginPolicy#sameHost}. */
        public Builder origins(OriginPolicy policy) {
            origins = policy;
            return this;
        }

        /**
         * @throws IllegalArgumentException if there is no dialect, a parameter is both required and excluded, or the
         *     dialect is one whose clients count on their own channel and it is not among the channels
         */
        public Endpoint build() {
            boolean needsPersonal = dialect.filter(Dialect::startsWithConnect).isPresent();
            if (needsPersonal && !channels.contains(ChannelTemplate.PERSONAL)) {
                throw new IllegalArgumentException("need " + ChannelTemplate.PERSONAL.text()
                        + " among the channels of "
                        + dialect.get().name()
                        + " for " + path);
            }
            if (!Collections.disjoint(present, absent)) {
                throw new IllegalArgumentException("need when and unless without common names but got " + present + ", "
                        + absent + " for " + path);
            }
            return new Endpoint(this);
        }
    }
}
