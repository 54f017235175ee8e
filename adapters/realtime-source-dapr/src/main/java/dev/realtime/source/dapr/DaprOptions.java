package dev.realtime.source.dapr;

import dev.realtime.source.SourceTelemetry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What Dapr is asked for, and what it may do.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param appToken what the sidecar has to show, wherever it is: its {@code APP_API_TOKEN}. Where none is set, a sidecar on
 *     this machine is heard
 * @param maxBodyBytes longest body of a request; a longer one is dropped
 * @param maxInFlight most events that the hub has not answered yet; one more comes again later
 * @param publishTimeout how long the hub may take, less than Dapr waits for an answer; then the event comes again
 */
public record DaprOptions(
        List<DaprSubscription> subscriptions,
        Optional<String> appToken,
        int maxBodyBytes,
        int maxInFlight,
        Duration publishTimeout,
        SourceTelemetry telemetry) {

    private static final int BODY_BYTES = 128 * 1024;
    /** What Dapr puts around a record. */
    private static final int ENVELOPE_BYTES = 32 * 1024;

    private static final int IN_FLIGHT = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    public DaprOptions {
        subscriptions = List.copyOf(subscriptions);
        Objects.requireNonNull(telemetry, "telemetry");
        if (appToken.filter(String::isBlank).isPresent()) {
            throw new IllegalArgumentException("need an appToken that is not blank");
        }
        if (maxBodyBytes < 1) {
            throw new IllegalArgumentException("need maxBodyBytes > 0 but got " + maxBodyBytes);
        }
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("need maxInFlight > 0 but got " + maxInFlight);
        }
        if (publishTimeout.isNegative() || publishTimeout.isZero()) {
            throw new IllegalArgumentException("need publishTimeout > 0 but got " + publishTimeout);
        }
        Set<String> routes = new HashSet<>();
        for (DaprSubscription subscription : subscriptions) {
            if (!routes.add(subscription.route())) {
                throw new IllegalArgumentException("need a route of its own for " + subscription.topic());
            }
        }
    }

    /**
     * A sidecar on this machine, 1,000 events in flight, 10 s; bodies of 128 KiB, or what the longest record takes in base64
     * and with 32 KiB around it.
     */
    public static DaprOptions of(DaprSubscription... subscriptions) {
        List<DaprSubscription> all = List.of(subscriptions);
        return new DaprOptions(all, Optional.empty(), bodyBytes(all), IN_FLIGHT, TIMEOUT, SourceTelemetry.NONE);
    }

    private static int bodyBytes(List<DaprSubscription> subscriptions) {
        long longest = subscriptions.stream()
                .mapToLong(each -> each.routing().maxRecordBytes())
                .max()
                .orElse(0);
        return (int) Math.min(Math.max(BODY_BYTES, (longest + 2) / 3 * 4 + ENVELOPE_BYTES), Integer.MAX_VALUE);
    }

    public DaprOptions appToken(String token) {
        return new DaprOptions(subscriptions, Optional.of(token), maxBodyBytes, maxInFlight, publishTimeout, telemetry);
    }

    public DaprOptions maxBodyBytes(int bytes) {
        return new DaprOptions(subscriptions, appToken, bytes, maxInFlight, publishTimeout, telemetry);
    }

    public DaprOptions maxInFlight(int events) {
        return new DaprOptions(subscriptions, appToken, maxBodyBytes, events, publishTimeout, telemetry);
    }

    public DaprOptions publishTimeout(Duration time) {
        return new DaprOptions(subscriptions, appToken, maxBodyBytes, maxInFlight, time, telemetry);
    }

    public DaprOptions telemetry(SourceTelemetry listener) {
        return new DaprOptions(subscriptions, appToken, maxBodyBytes, maxInFlight, publishTimeout, listener);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "DaprOptions" + subscriptions;
    }
}
