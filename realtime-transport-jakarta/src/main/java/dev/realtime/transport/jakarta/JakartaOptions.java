package dev.realtime.transport.jakarta;

import dev.realtime.core.Limits;
import dev.realtime.core.spi.Admission;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What the portable transport may be told. The last five are for what the Jakarta API cannot do and a container may.
 *
 * <p><b>Threads:</b> immutable; the functions are called from the container's threads, at once.
 *
 * @param maxMessageBytes longest message of a peer; a longer one closes with 1009
 * @param maxBacklogBytes how much of a peer may wait for the engine, which cannot stop the container from reading; a
 *     peer that passes it is closed as {@code OVERLOADED}
 * @param admissionTimeout how long a handshake holds its container thread; after it the peer is refused
 * @param writeStall how long a message may take to leave before its connection is given up
 * @param closeTimeout how long a closing handshake may take
 * @param origins judges the {@code Origin} header before everything else, with 403; by default the admitter alone does
 * @param remoteAddress finds the peer's IP literal, which the API does not have; by default {@code 0.0.0.0}
 * @param secure says whether a peer's socket is TLS, which the API does not have; by default what the scheme of the
 *     request's URI says, where the container gives it one
 * @param refusal gives the HTTP answer a refusal's status and headers; by default the socket opens and is closed
 * @param cutter cuts a session's socket; by default the socket of a peer that does not read lives as long as TCP lets it
 */
public record JakartaOptions(
        int maxMessageBytes,
        int maxBacklogBytes,
        Duration admissionTimeout,
        Duration writeStall,
        Duration closeTimeout,
        Predicate<String> origins,
        Function<HandshakeRequest, String> remoteAddress,
        Predicate<HandshakeRequest> secure,
        BiConsumer<HandshakeResponse, Admission.Refused> refusal,
        Consumer<Session> cutter) {

    /** The limits of the engine, 256 KiB of backlog, 10 s, 10 s and 5 s, and nothing special to any container. */
    public static final JakartaOptions DEFAULT = new JakartaOptions(
            Limits.DEFAULT.maxMessageBytes(),
            256 * 1024,
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            origin -> true,
            request -> "0.0.0.0",
            Requests::isSecure,
            (response, refused) -> {},
            session -> {});

    public JakartaOptions {
        if (maxMessageBytes < 1 || maxBacklogBytes < maxMessageBytes) {
            throw new IllegalArgumentException(
                    "need 1 <= maxMessageBytes <= maxBacklogBytes but got " + maxMessageBytes + ", " + maxBacklogBytes);
        }
        positive("admissionTimeout", admissionTimeout);
        positive("writeStall", writeStall);
        positive("closeTimeout", closeTimeout);
        Objects.requireNonNull(origins, "origins");
        Objects.requireNonNull(remoteAddress, "remoteAddress");
        Objects.requireNonNull(secure, "secure");
        Objects.requireNonNull(refusal, "refusal");
        Objects.requireNonNull(cutter, "cutter");
    }

    /** These options with some changed. */
    public JakartaOptions with(UnaryOperator<Builder> changes) {
        return changes.apply(new Builder(this)).build();
    }

    private static void positive(String name, Duration duration) {
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("need " + name + " above zero but got " + duration);
        }
    }

    /** Mutable twin of {@link JakartaOptions}. Confined to the thread that builds. */
    public static final class Builder {
        private int maxMessageBytes;
        private int maxBacklogBytes;
        private Duration admissionTimeout;
        private Duration writeStall;
        private Duration closeTimeout;
        private Predicate<String> origins;
        private Function<HandshakeRequest, String> remoteAddress;
        private Predicate<HandshakeRequest> secure;
        private BiConsumer<HandshakeResponse, Admission.Refused> refusal;
        private Consumer<Session> cutter;

        private Builder(JakartaOptions from) {
            maxMessageBytes = from.maxMessageBytes;
            maxBacklogBytes = from.maxBacklogBytes;
            admissionTimeout = from.admissionTimeout;
            writeStall = from.writeStall;
            closeTimeout = from.closeTimeout;
            origins = from.origins;
            remoteAddress = from.remoteAddress;
            secure = from.secure;
            refusal = from.refusal;
            cutter = from.cutter;
        }

        public Builder maxMessageBytes(int bytes) {
            maxMessageBytes = bytes;
            return this;
        }

        public Builder maxBacklogBytes(int bytes) {
            maxBacklogBytes = bytes;
            return this;
        }

        public Builder admissionTimeout(Duration timeout) {
            admissionTimeout = timeout;
            return this;
        }

        public Builder writeStall(Duration stall) {
            writeStall = stall;
            return this;
        }

        public Builder closeTimeout(Duration timeout) {
            closeTimeout = timeout;
            return this;
        }

        public Builder origins(Predicate<String> allowed) {
            origins = allowed;
            return this;
        }

        public Builder remoteAddress(Function<HandshakeRequest, String> finder) {
            remoteAddress = finder;
            return this;
        }

        public Builder secure(Predicate<HandshakeRequest> judge) {
            secure = judge;
            return this;
        }

        public Builder refusal(BiConsumer<HandshakeResponse, Admission.Refused> writer) {
            refusal = writer;
            return this;
        }

        public Builder cutter(Consumer<Session> cut) {
            cutter = cut;
            return this;
        }

        private JakartaOptions build() {
            return new JakartaOptions(
                    maxMessageBytes,
                    maxBacklogBytes,
                    admissionTimeout,
                    writeStall,
                    closeTimeout,
                    origins,
                    remoteAddress,
                    secure,
                    refusal,
                    cutter);
        }
    }
}
