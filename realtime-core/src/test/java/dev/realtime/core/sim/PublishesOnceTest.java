package dev.realtime.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A broker that takes repeats for news is found soon, by a seed that the right one passes. */
class PublishesOnceTest {

    private static final int MAX_SEEDS = 300;

    @Test
    @Timeout(120)
    void isBrokenByABrokerThatForgetsActs() {
        long seed = 1;
        while (seed <= MAX_SEEDS && isMissedBy(seed)) {
            seed++;
        }

        assertThat(seed).isLessThanOrEqualTo(MAX_SEEDS);
        assertThat(new Simulation(seed, UnaryOperator.identity()).run()).isEmpty();
    }

    private static boolean isMissedBy(long seed) {
        return new Simulation(seed, UnaryOperator.identity())
                .brokers(ForgetsActs::new).run().stream().noneMatch(breach -> breach.contains("appended twice"));
    }

    private static final class ForgetsActs extends BrokerDecorator {

        ForgetsActs(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
            return super.publish(channel, message.idempotencyKey(""));
        }
    }
}
