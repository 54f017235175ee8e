package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.TagFilter;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bugs in what channels can do besides delivery in order; each must be found soon, as in {@link MutantsTest}. */
class ChannelMutantsTest {

    /** A way to be wrong. */
    enum Mutant {
        GOES_ON_AFTER_THE_NEWEST(GoesOnAfterTheNewest::new, "never got"),
        FILTERS_LIVE_ENTRIES_ONLY(FiltersLiveEntriesOnly::new, "with tags it does not want"),
        FILTERS_BY_ANY_NAME(FiltersByAnyName::new, "with tags it does not want"),
        CONFLATION_FORGETS_A_KEY(ForgetsAKey::new, "never got"),
        HIDES_WHAT_IS_CACHED(HidesWhatIsCached::new, "begins after it"),
        FEEDS_WITHOUT_LOOKING_BACK(FeedsWithoutLookingBack::new, "the feed has it not"),
        FORGETS_WHOSE_MESSAGE_IT_WAS(ForgetsWhoseItWas::new, "heard itself"),
        TURNS_HISTORY_ROUND(TurnsHistoryRound::new, "asked for History"),
        LEAVES_A_HOLE_IN_HISTORY(LeavesAHoleInHistory::new, "asked for History");

        private final MutantHunt hunt;

        Mutant(Supplier<CursorRules> rules, String symptom) {
            this.hunt = new MutantHunt(builder -> builder.rules(rules.get()), UnaryOperator.identity(), symptom);
        }

        Mutant(UnaryOperator<Broker> broker, String symptom) {
            this.hunt = new MutantHunt(UnaryOperator.identity(), broker, symptom);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(120)
    void isFound(Mutant mutant) {
        mutant.hunt.succeeds(mutant.name());
    }

    private static final class GoesOnAfterTheNewest extends CursorRules {
        @Override
        long newest(long head, long tail) {
            return super.newest(head, tail) + 1;
        }
    }

    private static final class FiltersLiveEntriesOnly extends CursorRules {
        @Override
        boolean passes(Cursor reader, TagFilter filter, Message message) {
            return !reader.isLive() || super.passes(reader, filter, message);
        }
    }

    private static final class FiltersByAnyName extends CursorRules {
        @Override
        boolean passes(Cursor reader, TagFilter filter, Message message) {
            return filter.anyOf().entrySet().stream()
                    .anyMatch(one -> new TagFilter(Map.of(one.getKey(), one.getValue())).passes(message.tags()));
        }
    }

    private static final class ForgetsAKey extends BrokerDecorator {
        ForgetsAKey(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<Page> latest(
                ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return super.latest(channel, after, maxCount, maxBytes).thenApply(ForgetsAKey::forget);
        }

        private static Page forget(Page page) {
            if (page instanceof Page.Latest latest && latest.entries().size() > 1) {
                List<Publication> rest = new ArrayList<>(latest.entries());
                rest.remove(rest.size() - 2);
                return new Page.Latest(rest, latest.droppedTo(), latest.more(), latest.top());
            }
            return page;
        }
    }

    private static final class HidesWhatIsCached extends BrokerDecorator {
        HidesWhatIsCached(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<Page> read(
                ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return super.read(channel, after, maxCount, maxBytes).thenApply(HidesWhatIsCached::hide);
        }

        private static Page hide(Page page) {
            boolean isTheNewest = page instanceof Page.Entries found
                    && found.entries().size() == 1
                    && found.entries().get(0).offset() == found.top().offset();
            return isTheNewest
                    ? new Page.Lost(Page.Lost.Reason.EXPIRED, page.top().offset() + 1, page.top())
                    : page;
        }
    }

    private static final class FeedsWithoutLookingBack extends BrokerDecorator {
        FeedsWithoutLookingBack(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
            CompletionStage<StreamPosition> taken = super.publish(channel, message);
            return channel.isFeed() ? taken.exceptionally(failure -> new StreamPosition("unknown", 1)) : taken;
        }
    }

    private static final class ForgetsWhoseItWas extends BrokerDecorator {
        ForgetsWhoseItWas(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<Page> read(
                ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return super.read(channel, after, maxCount, maxBytes)
                    .thenApply(page -> page instanceof Page.Entries found
                            ? new Page.Entries(
                                    found.entries().stream()
                                            .map(ForgetsWhoseItWas::forget)
                                            .toList(),
                                    found.top())
                            : page);
        }

        private static Publication forget(Publication entry) {
            return new Publication(
                    entry.offset(), entry.publishedAtMillis(), entry.message().from(""));
        }
    }

    private static final class TurnsHistoryRound extends BrokerDecorator {
        TurnsHistoryRound(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<Page> readBack(
                ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
            return read(channel, Optional.empty(), maxCount, maxBytes);
        }
    }

    private static final class LeavesAHoleInHistory extends BrokerDecorator {
        LeavesAHoleInHistory(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<Page> readBack(
                ChannelName channel, Optional<StreamPosition> before, int maxCount, long maxBytes) {
            return super.readBack(channel, before, maxCount, maxBytes).thenApply(LeavesAHoleInHistory::leaveOneOut);
        }

        private static Page leaveOneOut(Page page) {
            if (page instanceof Page.Entries found && found.entries().size() > 2) {
                List<Publication> rest = new ArrayList<>(found.entries());
                rest.remove(1);
                return new Page.Entries(rest, found.top());
            }
            return page;
        }
    }
}
