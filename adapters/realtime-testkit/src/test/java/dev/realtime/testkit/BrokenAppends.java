package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Brokers that publish, or tell, in a way they must not. */
final class BrokenAppends {

    private BrokenAppends() {}

    /** Breaks what the node is told; the rest is the other broker's. */
    private abstract static class BrokenTelling extends BrokenBroker {

        abstract void tell(Broker.Listener node, ChannelName channel, String epoch, Publication publication);

        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public void start(Function<ChannelName, ChannelOptions> options, Listener node) {
                    super.start(options, (channel, epoch, publication) -> tell(node, channel, epoch, publication));
                }
            };
        }
    }

    /** Breaks what is published. */
    private abstract static class BrokenMessages extends BrokenBroker {

        abstract Message spoiled(Message message);

        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    return super.publish(channel, spoiled(message));
                }
            };
        }
    }

    @Breaks("B1")
    static class CountsAllChannelsTogether extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            AtomicLong offset = new AtomicLong();
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    return super.publish(channel, message)
                            .thenApply(at -> new StreamPosition(at.epoch(), offset.incrementAndGet()));
                }
            };
        }
    }

    @Breaks("B2")
    static class LosesAnEntry extends BrokenTelling {
        @Override
        void tell(Broker.Listener node, ChannelName channel, String epoch, Publication publication) {
            if (publication.offset() != 50) {
                node.appended(channel, epoch, publication);
            }
        }
    }

    @Breaks("B2")
    static class TellsAnEntryTwice extends BrokenTelling {
        @Override
        void tell(Broker.Listener node, ChannelName channel, String epoch, Publication publication) {
            node.appended(channel, epoch, publication);
            if (publication.offset() == 50) {
                node.appended(channel, epoch, publication);
            }
        }
    }

    @Breaks("B3")
    static class AcknowledgesBeforeItTells extends BrokenTelling {

        private Runnable late = () -> {};

        @Override
        void tell(Broker.Listener node, ChannelName channel, String epoch, Publication publication) {
            late.run();
            late = () -> node.appended(channel, epoch, publication);
        }
    }

    @Breaks("B4")
    static class MixesUpChannels extends BrokenTelling {
        @Override
        void tell(Broker.Listener node, ChannelName channel, String epoch, Publication publication) {
            node.appended(CHAT, epoch, publication);
        }
    }

    @Breaks("B4")
    static class MixesUpEpochs extends BrokenTelling {
        @Override
        void tell(Broker.Listener node, ChannelName channel, String epoch, Publication publication) {
            node.appended(channel, "e", publication);
        }
    }

    @Breaks("B5")
    static class TellsOfEverything extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    return super.attach(channel).thenCompose(top -> super.publish(channel, message));
                }
            };
        }
    }

    @Breaks("B6")
    static class LetsTheSecondOvertakeTheFirst extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                private Runnable first;

                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    if (first != null) {
                        CompletionStage<StreamPosition> second = super.publish(channel, message);
                        first.run();
                        first = null;
                        return second;
                    }
                    CompletableFuture<StreamPosition> answer = new CompletableFuture<>();
                    first = () -> super.publish(channel, message).thenAccept(answer::complete);
                    return answer;
                }
            };
        }
    }

    @Breaks("B7")
    static class LosesWhatComesWhileItAttaches extends BrokenTelling {

        private final AtomicInteger attaching = new AtomicInteger(3);

        @Override
        void tell(Broker.Listener node, ChannelName channel, String epoch, Publication publication) {
            if (attaching.decrementAndGet() < 0) {
                node.appended(channel, epoch, publication);
            }
        }
    }

    @Breaks("B8")
    static class StaysAttached extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public void detach(ChannelName channel) {}
            };
        }
    }

    @Breaks("B9")
    static class AttachesOnce extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                private final Set<ChannelName> before = new HashSet<>();

                @Override
                public CompletionStage<StreamPosition> attach(ChannelName channel) {
                    CompletionStage<StreamPosition> top = super.attach(channel);
                    if (!before.add(channel)) {
                        super.detach(channel);
                    }
                    return top;
                }
            };
        }
    }

    @Breaks("B10")
    static class LosesTags extends BrokenMessages {
        @Override
        Message spoiled(Message message) {
            return message.tags(Map.of());
        }
    }

    @Breaks("B11")
    static class KeepsAllChannelsAlike extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public void start(Function<ChannelName, ChannelOptions> options, Listener node) {
                    super.start(channel -> options.apply(CHAT), node);
                }
            };
        }
    }

    @Breaks("B12")
    static class TellsOnlyWhatItKeeps extends BrokenTelling {
        @Override
        void tell(Broker.Listener node, ChannelName channel, String epoch, Publication publication) {
            if (!channel.equals(WITHOUT_HISTORY)) {
                node.appended(channel, epoch, publication);
            }
        }
    }

    @Breaks({"B13", "B14", "B15", "B16", "B19", "B20"})
    static class IgnoresIdempotencyKeys extends BrokenMessages {
        @Override
        Message spoiled(Message message) {
            return message.idempotencyKey("");
        }
    }

    @Breaks("B13")
    static class TellsARepeat extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                private Listener told;

                @Override
                public void start(Function<ChannelName, ChannelOptions> options, Listener node) {
                    told = node;
                    super.start(options, node);
                }

                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    return super.publish(channel, message).thenApply(at -> {
                        if (!message.idempotencyKey().isEmpty()) {
                            told.appended(channel, at.epoch(), new Publication(at.offset(), 0, message));
                        }
                        return at;
                    });
                }
            };
        }
    }

    @Breaks("B14")
    static class ForgetsActsWithHistory extends BrokenMessages {

        private int count;

        @Override
        Message spoiled(Message message) {
            return ++count > HISTORY ? message.idempotencyKey("") : message;
        }
    }

    @Breaks("B15")
    static class TakesTheConnectionForPartOfTheAct extends BrokenMessages {
        @Override
        Message spoiled(Message message) {
            return message.idempotencyKey().isEmpty()
                    ? message
                    : message.idempotencyKey(message.origin() + message.idempotencyKey());
        }
    }

    /** Remembers acts by itself, and wrongly. */
    private abstract static class BrokenActs extends BrokenBroker {

        private final Map<String, StreamPosition> known = new HashMap<>();

        abstract String name(ChannelName channel, Message message);

        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    String name = name(channel, message);
                    if (message.idempotencyKey().isEmpty()) {
                        return super.publish(channel, message);
                    }
                    if (known.containsKey(name)) {
                        return CompletableFuture.completedFuture(known.get(name));
                    }
                    return super.publish(channel, message.idempotencyKey("")).thenApply(at -> {
                        known.put(name, at);
                        return at;
                    });
                }
            };
        }
    }

    /** Does not look what is published, and never forgets. */
    @Breaks({"B16", "B20"})
    static class BelievesInKeys extends BrokenActs {
        @Override
        String name(ChannelName channel, Message message) {
            return channel + " " + message.idempotencyKey();
        }
    }

    @Breaks("B17")
    static class SharesKeysAmongChannels extends BrokenActs {
        @Override
        String name(ChannelName channel, Message message) {
            return message.idempotencyKey();
        }
    }

    @Breaks("B18")
    static class TakesEqualMessagesForRepeats extends BrokenMessages {
        @Override
        Message spoiled(Message message) {
            return message.idempotencyKey("" + message.data().hashCode());
        }
    }

    @Breaks("B19")
    static class LooksBeforeTheFirstIsWritten extends BrokenMessages {

        private int count;

        @Override
        Message spoiled(Message message) {
            return ++count < 3 ? message.idempotencyKey("") : message;
        }
    }

    /** Each repeat opens the window anew. */
    @Breaks("B20")
    static class NeverForgetsWhoRepeats extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                private StreamPosition first;

                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    return super.publish(channel, message).thenApply(at -> first = first == null ? at : first);
                }
            };
        }
    }
}
