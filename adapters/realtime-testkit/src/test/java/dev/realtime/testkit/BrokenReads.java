package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ChannelOptions;
import dev.realtime.core.ChannelOptions.History;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Brokers that keep, or read, in a way they must not. */
final class BrokenReads {

    private BrokenReads() {}

    /** One of the reads of a broker. */
    @FunctionalInterface
    private interface Reading {
        CompletionStage<Page> read(ChannelName channel, Optional<StreamPosition> at, int maxCount, long maxBytes);
    }

    private abstract static class BrokenRead extends BrokenBroker {

        abstract CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes);

        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<Page> read(
                        ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
                    return BrokenRead.this.read(super::read, channel, after, maxCount, maxBytes);
                }
            };
        }
    }

    private abstract static class BrokenReadBack extends BrokenBroker {

        abstract CompletionStage<Page> readBack(
                Reading right, ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes);

        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<Page> readBack(
                        ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
                    return BrokenReadBack.this.readBack(super::readBack, channel, before, maxCount, maxBytes);
                }
            };
        }
    }

    private abstract static class BrokenLatest extends BrokenBroker {

        abstract Page latest(Page right);

        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<Page> latest(
                        ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
                    return super.latest(channel, after, maxCount, maxBytes).thenApply(BrokenLatest.this::latest);
                }
            };
        }
    }

    private abstract static class BrokenOptions extends BrokenBroker {

        abstract ChannelOptions spoiled(ChannelOptions options, History history);

        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public void start(Function<ChannelName, ChannelOptions> options, Listener node) {
                    super.start(
                            channel -> spoiled(
                                    options.apply(channel),
                                    options.apply(channel).history()),
                            node);
                }
            };
        }
    }

    private static Optional<StreamPosition> moved(Optional<StreamPosition> position, long by) {
        return position.map(from -> new StreamPosition(from.epoch(), Math.max(0, from.offset() + by)));
    }

    private static Page reversed(Page page) {
        if (!(page instanceof Page.Entries) && !(page instanceof Page.Latest)) {
            return page;
        }
        List<Publication> entries = new ArrayList<>(
                page instanceof Page.Latest latest ? latest.entries() : ((Page.Entries) page).entries());
        Collections.reverse(entries);
        return page instanceof Page.Latest latest
                ? new Page.Latest(entries, latest.droppedTo(), latest.more(), latest.top())
                : new Page.Entries(entries, page.top());
    }

    private static Page found(Page page) {
        return page instanceof Page.Lost ? new Page.Entries(List.of(), page.top()) : page;
    }

    @Breaks({"B21", "B22"})
    static class ReadsFromThePositionOn extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, moved(after, -1), maxCount, maxBytes);
        }
    }

    @Breaks("B22")
    static class IgnoresTheCount extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, after, 1_000, maxBytes);
        }
    }

    @Breaks("B23")
    static class IgnoresTheBytes extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, after, maxCount, Long.MAX_VALUE);
        }
    }

    @Breaks("B23")
    static class EndsAPageBeforeItsBytes extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, after, maxCount, maxBytes).thenApply(page -> {
                List<Publication> entries = new ArrayList<>(((Page.Entries) page).entries());
                entries.removeIf(entry -> entry.message().size() > maxBytes);
                return new Page.Entries(entries, page.top());
            });
        }
    }

    @Breaks("B24")
    static class TakesAnEmptyLogForALostOne extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, after, maxCount, maxBytes)
                    .thenApply(page ->
                            page.top().offset() == 0 ? new Page.Lost(Page.Lost.Reason.EXPIRED, 1, page.top()) : page);
        }
    }

    @Breaks("B25")
    static class LeavesAHole extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, after, maxCount, maxBytes)
                    .thenCompose(page -> page instanceof Page.Lost
                            ? right.read(channel, Optional.empty(), maxCount, maxBytes)
                            : CompletableFuture.completedFuture(page));
        }
    }

    @Breaks("B26")
    static class IgnoresTheBytesOfHistory extends BrokenOptions {
        @Override
        ChannelOptions spoiled(ChannelOptions options, History history) {
            return options.history(history.count(), 1 << 20, history.age());
        }
    }

    @Breaks("B27")
    static class IgnoresTheAgeOfHistory extends BrokenOptions {
        @Override
        ChannelOptions spoiled(ChannelOptions options, History history) {
            return options.history(history.count(), history.bytes(), Duration.ofDays(1));
        }
    }

    @Breaks("B28")
    static class ForgetsWhichEpochItIs extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, Optional.empty(), maxCount, maxBytes)
                    .thenCompose(page -> right.read(
                            channel,
                            after.map(position -> new StreamPosition(page.top().epoch(), position.offset())),
                            maxCount,
                            maxBytes));
        }
    }

    @Breaks("B28")
    static class ReadsNothingFromTheFuture extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, after, maxCount, maxBytes)
                    .thenApply(page -> page instanceof Page.Lost lost && lost.reason() == Page.Lost.Reason.AHEAD
                            ? found(page)
                            : page);
        }
    }

    @Breaks("B29")
    static class BeginsAtOne extends BrokenRead {
        @Override
        CompletionStage<Page> read(
                Reading right, ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return right.read(channel, after, maxCount, maxBytes)
                    .thenCompose(page -> right.read(
                            channel,
                            Optional.of(
                                    after.orElse(new StreamPosition(page.top().epoch(), 0))),
                            maxCount,
                            maxBytes));
        }
    }

    @Breaks({"B30", "B31", "B32"})
    static class ReadsBackForwards extends BrokenReadBack {
        @Override
        CompletionStage<Page> readBack(
                Reading right, ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
            return right.read(channel, before, maxCount, maxBytes).thenApply(BrokenReads::reversed);
        }
    }

    @Breaks("B31")
    static class ReadsBackFromBelowTheOneBelow extends BrokenReadBack {
        @Override
        CompletionStage<Page> readBack(
                Reading right, ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
            return right.read(channel, moved(before, -1), maxCount, maxBytes);
        }
    }

    @Breaks("B32")
    static class IgnoresTheBytesBackwards extends BrokenReadBack {
        @Override
        CompletionStage<Page> readBack(
                Reading right, ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
            return right.read(channel, before, maxCount, Long.MAX_VALUE);
        }
    }

    @Breaks("B33")
    static class FailsWhereTheLogBegins extends BrokenReadBack {
        @Override
        CompletionStage<Page> readBack(
                Reading right, ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
            return right.read(channel, before, maxCount, maxBytes)
                    .thenApply(page -> offsets(page).size() < maxCount
                            ? new Page.Lost(Page.Lost.Reason.EXPIRED, 1, page.top())
                            : page);
        }
    }

    @Breaks("B34")
    static class ReadsBackNothingFromElsewhere extends BrokenReadBack {
        @Override
        CompletionStage<Page> readBack(
                Reading right, ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
            return right.read(channel, before, maxCount, maxBytes).thenApply(BrokenReads::found);
        }
    }

    @Breaks("B35")
    static class GivesTheNewestFirst extends BrokenLatest {
        @Override
        Page latest(Page right) {
            return reversed(right);
        }
    }

    @Breaks("B36")
    static class GivesEverythingAgain extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                @Override
                public CompletionStage<Page> latest(
                        ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
                    return super.latest(channel, Optional.empty(), maxCount, maxBytes);
                }
            };
        }
    }

    @Breaks("B37")
    static class NeverSaysThatMoreIsLeft extends BrokenLatest {
        @Override
        Page latest(Page right) {
            Page.Latest page = (Page.Latest) right;
            return new Page.Latest(page.entries(), page.droppedTo(), false, page.top());
        }
    }

    @Breaks("B37")
    static class AlwaysSaysThatMoreIsLeft extends BrokenLatest {
        @Override
        Page latest(Page right) {
            Page.Latest page = (Page.Latest) right;
            return new Page.Latest(page.entries(), page.droppedTo(), true, page.top());
        }
    }

    @Breaks("B38")
    static class TakesEachMessageWithoutKeyForItself extends BrokenBroker {
        @Override
        Broker broken(Broker right) {
            return new BrokerDecorator(right) {
                private int count;

                @Override
                public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
                    return super.publish(channel, message.key().isEmpty() ? message.key("none-" + ++count) : message);
                }
            };
        }
    }

    @Breaks("B39")
    static class LooksForTheNewestInHistory extends BrokenLatest {
        @Override
        Page latest(Page right) {
            Page.Latest page = (Page.Latest) right;
            List<Publication> entries = new ArrayList<>(page.entries());
            entries.removeIf(entry -> entry.offset() <= page.top().offset() - HISTORY);
            return new Page.Latest(entries, page.droppedTo(), page.more(), page.top());
        }
    }

    @Breaks({"B40", "B41", "B42"})
    static class DropsKeysWithoutAWord extends BrokenLatest {
        @Override
        Page latest(Page right) {
            Page.Latest page = (Page.Latest) right;
            return new Page.Latest(page.entries(), 0, page.more(), page.top());
        }
    }

    @Breaks("B43")
    static class GivesNothingToStrangers extends BrokenLatest {
        @Override
        Page latest(Page right) {
            return right instanceof Page.Lost ? new Page.Latest(List.of(), 0, false, right.top()) : right;
        }
    }
}
