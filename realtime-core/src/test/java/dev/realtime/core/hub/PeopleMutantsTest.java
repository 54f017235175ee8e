package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.sim.Simulation;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import dev.realtime.core.spi.PresenceStore;
import dev.realtime.core.spi.PresenceStoreDecorator;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link MutantsTest}, for what belongs to people: who is there, and who may still be. */
class PeopleMutantsTest {

    private static final int MAX_SEEDS = 1_000;

    /** A way to be wrong: of a hub, or of what it tells its broker. */
    enum Mutant {
        TELLS_NO_LEAVE("sees", hub -> hub, TellsNoLeave::new),
        TELLS_NO_STATE_THAT_ENDS("sees", hub -> hub, TellsNoStateThatEnds::new),
        IS_DEAF_TO_WHO_EXPIRED("sees", hub -> hub.presence(new DeafToWhoExpired(hub.presence())), broker -> broker),
        LETS_NOBODY_GO("still has members", hub -> hub.presence(new LetsNobodyGo(hub.presence())), broker -> broker),
        READS_NO_CLOCK(
                "after the end of its token", hub -> hub.wallClock(() -> Instant.ofEpochSecond(1)), broker -> broker),
        FORGETS_REVOCATIONS(
                "that had been revoked",
                hub -> hub.limits(hub.limits.with(to -> to.maxRevocations = 1)),
                broker -> broker);

        private final String symptom;
        private final UnaryOperator<HubBuilder> twist;
        private final UnaryOperator<Broker> broker;

        Mutant(String symptom, UnaryOperator<HubBuilder> twist, UnaryOperator<Broker> broker) {
            this.symptom = symptom;
            this.twist = twist;
            this.broker = broker;
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(300)
    void isFound(Mutant mutant) {
        long seed = 1;
        while (seed <= MAX_SEEDS && isMissedBy(seed, mutant)) {
            seed++;
        }

        assertThat(seed).as("seed that finds " + mutant).isLessThanOrEqualTo(MAX_SEEDS);
        assertThat(new Simulation(seed, UnaryOperator.identity()).run()).isEmpty();
        System.out.println(mutant + " is found by seed " + seed);
    }

    static boolean isMissedBy(long seed, Mutant mutant) {
        return new Simulation(seed, mutant.twist)
                .brokers(mutant.broker).run().stream().noneMatch(breach -> breach.contains(mutant.symptom));
    }

    private static final class TellsNoLeave extends BrokerDecorator {
        TellsNoLeave(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
            return message.kind() == Kind.LEAVE
                    ? CompletableFuture.completedFuture(new StreamPosition("e", 1))
                    : super.publish(channel, message);
        }
    }

    private static final class TellsNoStateThatEnds extends BrokerDecorator {
        TellsNoStateThatEnds(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
            return message.kind() == Kind.UPDATE && message.event().isEmpty()
                    ? CompletableFuture.completedFuture(new StreamPosition("e", 1))
                    : super.publish(channel, message);
        }
    }

    private static final class DeafToWhoExpired extends PresenceStoreDecorator {
        DeafToWhoExpired(PresenceStore store) {
            super(store);
        }

        @Override
        public void start(String holder, Listener listener) {
            super.start(holder, (channel, member) -> {});
        }
    }

    private static final class LetsNobodyGo extends PresenceStoreDecorator {
        LetsNobodyGo(PresenceStore store) {
            super(store);
        }

        @Override
        public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
            return CompletableFuture.completedFuture(true);
        }
    }
}
