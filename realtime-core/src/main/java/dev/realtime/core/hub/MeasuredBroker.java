package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Telemetry;
import dev.realtime.core.spi.Telemetry.BrokerCall;
import dev.realtime.core.spi.Ticker;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * The broker, with its answers timed for telemetry.
 *
 * <p><b>Threads:</b> as the broker's.
 */
final class MeasuredBroker implements Broker {

    private final Broker broker;
    private final Telemetry telemetry;
    private final Ticker ticker;
    private final InstantSource clock;

    MeasuredBroker(Broker broker, HubBuilder from) {
        this.broker = broker;
        this.telemetry = from.telemetry;
        this.ticker = from.ticker;
        this.clock = from.wallClock;
    }

    @Override
    public void start(Function<ChannelName, ChannelOptions> options, Listener listener) {
        broker.start(options, (channel, epoch, publication) -> {
            telemetry.arrived(Math.max(0, clock.millis() - publication.publishedAtMillis()));
            listener.appended(channel, epoch, publication);
        });
    }

    @Override
    public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
        long askedAtNanos = ticker.nanos();
        return timed(BrokerCall.PUBLISH, askedAtNanos, Border.ask(() -> broker.publish(channel, message)));
    }

    @Override
    public CompletionStage<StreamPosition> attach(ChannelName channel) {
        long askedAtNanos = ticker.nanos();
        return timed(BrokerCall.ATTACH, askedAtNanos, Border.ask(() -> broker.attach(channel)));
    }

    @Override
    public void detach(ChannelName channel) {
        broker.detach(channel);
    }

    @Override
    public CompletionStage<Page> read(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        long askedAtNanos = ticker.nanos();
        return timed(BrokerCall.READ, askedAtNanos, Border.ask(() -> broker.read(channel, after, maxCount, maxBytes)));
    }

    @Override
    public CompletionStage<Page> readBack(
            ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
        long askedAtNanos = ticker.nanos();
        return timed(
                BrokerCall.READ, askedAtNanos, Border.ask(() -> broker.readBack(channel, before, maxCount, maxBytes)));
    }

    @Override
    public CompletionStage<Page> latest(
            ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
        long askedAtNanos = ticker.nanos();
        return timed(
                BrokerCall.READ, askedAtNanos, Border.ask(() -> broker.latest(channel, after, maxCount, maxBytes)));
    }

    @Override
    public void close() {
        broker.close();
    }

    // The stage itself goes on, so that whoever waits sees a failure without another wrapping.
    private <T> CompletionStage<T> timed(BrokerCall call, long askedAtNanos, CompletionStage<T> stage) {
        stage.whenComplete((answer, failure) -> {
            long nanos = ticker.nanos() - askedAtNanos;
            if (failure == null || Border.cause(failure) instanceof RefusedException) {
                telemetry.brokerAnswered(call, nanos);
            } else {
                telemetry.brokerFailed(call, nanos);
            }
        });
        return stage;
    }
}
