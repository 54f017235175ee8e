package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Brokers that lose what they held, or that nodes cannot share. */
final class BrokenNodes {

    private BrokenNodes() {}

    /** A broker that nodes share; right but for what a subclass does at one of them. */
    private abstract static class BrokenSharing extends SimBrokerContractTest {

        abstract Broker broken(Broker right, String node);

        @Override
        protected Broker create() {
            return broken(super.create(), "here");
        }

        @Override
        protected Optional<Broker> another() {
            return super.another().map(right -> broken(right, "elsewhere"));
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(300);
        }
    }

    @Breaks("B44")
    static class CallsEveryEpochTheSame extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                private final Map<ChannelName, String> epochs = new HashMap<>();

                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    return super.publish(channel, message).thenApply(at -> renamed(channel, at));
                }

                @Override
                public CompletionStage<StreamPosition> attach(ChannelName channel) {
                    return super.attach(channel).thenApply(at -> renamed(channel, at));
                }

                @Override
                public CompletionStage<Page> read(
                        ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
                    Optional<StreamPosition> real =
                            after.map(at -> new StreamPosition(epochs.get(channel), at.offset()));
                    return super.read(channel, real, maxCount, maxBytes);
                }

                private StreamPosition renamed(ChannelName channel, StreamPosition at) {
                    epochs.put(channel, at.epoch());
                    return new StreamPosition("e", at.offset());
                }
            };
        }
    }

    @Breaks("B45")
    static class TellsANodeOnlyItsOwn extends BrokenSharing {
        @Override
        Broker broken(Broker right, String node) {
            Set<Object> own = new HashSet<>();
            return new BrokerDecorator(right) {
                @Override
                public void start(Function<ChannelName, ChannelOptions> options, Listener told) {
                    super.start(options, (channel, epoch, publication) -> {
                        if (own.contains(publication.message().data())) {
                            told.appended(channel, epoch, publication);
                        }
                    });
                }

                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    own.add(message.data());
                    return super.publish(channel, message);
                }
            };
        }
    }

    @Breaks("B46")
    static class RemembersActsAtEachNode extends BrokenSharing {
        @Override
        Broker broken(Broker right, String node) {
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    return super.publish(channel, message.idempotencyKey(node + message.idempotencyKey()));
                }
            };
        }
    }

    @Breaks("B47")
    static class TellsNodesInDifferentOrders extends BrokenSharing {
        @Override
        Broker broken(Broker right, String node) {
            return new BrokerDecorator(right) {
                private Runnable first = () -> {};

                @Override
                public void start(Function<ChannelName, ChannelOptions> options, Listener told) {
                    super.start(options, (channel, epoch, publication) -> {
                        Runnable telling = () -> told.appended(channel, epoch, publication);
                        if (node.equals("elsewhere") && publication.offset() % 2 == 1) {
                            first = telling;
                        } else {
                            telling.run();
                            first.run();
                            first = () -> {};
                        }
                    });
                }
            };
        }
    }

    @Breaks("B48")
    static class TakesTheLogAlong extends BrokenSharing {
        @Override
        Broker broken(Broker right, String node) {
            return new BrokerDecorator(right) {
                @Override
                public void close() {
                    lose(CHAT);
                    super.close();
                }
            };
        }
    }

    @Breaks("B49")
    static class MixesUpWhatComesAtOnce extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            CyclicBarrier meeting = new CyclicBarrier(2);
            return new BrokerDecorator(right) {
                private volatile ChannelName current;

                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    current = channel;
                    try {
                        meeting.await(10, TimeUnit.MILLISECONDS);
                    } catch (Exception nobodyCame) {
                        meeting.reset();
                    }
                    return super.publish(current, message);
                }
            };
        }
    }
}
