package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Message.Kind;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.BrokerDecorator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bugs in what becomes of streams; each must be found soon, as in {@link MutantsTest}. */
class StreamMutantsTest {

    /** A way to be wrong. */
    enum Mutant {
        REPEATS_A_CHUNK_AFTER_A_CUT(RepeatsAChunk::new, "again, it was at"),
        LEAVES_A_CHUNK_OUT_AFTER_A_CUT(LeavesAChunkOut::new, "and no word of those from"),
        ENDS_BEFORE_THE_LAST_CHUNK(EndsTooEarly::new, "was told the end of"),
        TURNS_CHUNKS_ROUND(TurnsChunksRound::new, "what is another's place"),
        DROPS_AN_END_FOR_WHO_COMES_BACK(DropsEnds::new, "never got"),
        SHOWS_LATE_COMERS_NO_STREAM(ShowsLateComersNothing::new, "never that it began"),
        TELLS_LATE_COMERS_OF_NO_END(loses((log, kind) -> log.isOpenStreams() && kind == Kind.END), "no more of"),
        LOSES_A_WISH_FOR_THE_END(loses((log, kind) -> kind == Kind.CANCEL), "never heard that a reader wants"),
        WAITS_FOR_AUTHORS_WHO_ARE_GONE(
                hub -> hub.limits(hub.limits.with(to -> to.streamSilence = Duration.ofDays(1))),
                UnaryOperator.identity(),
                "never heard the end");

        private final MutantHunt hunt;

        Mutant(Supplier<CursorRules> rules, String symptom) {
            this(builder -> builder.rules(rules.get()), UnaryOperator.identity(), symptom);
        }

        Mutant(UnaryOperator<Broker> broker, String symptom) {
            this(UnaryOperator.identity(), broker, symptom);
        }

        Mutant(UnaryOperator<HubBuilder> twist, UnaryOperator<Broker> broker, String symptom) {
            this.hunt = new MutantHunt(twist, broker, symptom);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(300)
    void isFound(Mutant mutant) {
        mutant.hunt.succeeds(mutant.name());
    }

    private static UnaryOperator<Broker> loses(BiPredicate<ChannelName, Kind> entries) {
        return broker -> new LosesEntries(broker, entries);
    }

    private static final class RepeatsAChunk extends CursorRules {
        @Override
        long firstChunkAfter(long had) {
            return Math.max(1, had);
        }
    }

    private static final class LeavesAChunkOut extends CursorRules {
        @Override
        long firstChunkAfter(long had) {
            return had == 0 ? 1 : had + 2;
        }
    }

    private static final class EndsTooEarly extends CursorRules {
        @Override
        boolean mayEnd(long position, long chunks) {
            return position >= chunks - 1;
        }
    }

    private abstract static class ReadsWrong extends BrokerDecorator {
        ReadsWrong(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<Page> read(
                ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return super.read(channel, after, maxCount, maxBytes)
                    .thenApply(page -> page instanceof Page.Entries found
                            ? new Page.Entries(change(channel, new ArrayList<>(found.entries())), found.top())
                            : page);
        }

        abstract List<Publication> change(ChannelName channel, List<Publication> entries);
    }

    private static final class TurnsChunksRound extends ReadsWrong {
        TurnsChunksRound(Broker broker) {
            super(broker);
        }

        @Override
        List<Publication> change(ChannelName channel, List<Publication> entries) {
            if (channel.isStream() && entries.size() > 1) {
                Publication first = entries.get(0);
                Publication second = entries.get(1);
                entries.set(0, new Publication(first.offset(), first.publishedAtMillis(), second.message()));
                entries.set(1, new Publication(second.offset(), second.publishedAtMillis(), first.message()));
            }
            return entries;
        }
    }

    private static final class DropsEnds extends ReadsWrong {
        DropsEnds(Broker broker) {
            super(broker);
        }

        @Override
        List<Publication> change(ChannelName channel, List<Publication> entries) {
            entries.removeIf(entry -> entry.message().kind() == Kind.END);
            return entries;
        }
    }

    private static final class ShowsLateComersNothing extends BrokerDecorator {
        ShowsLateComersNothing(Broker broker) {
            super(broker);
        }

        @Override
        public CompletionStage<Page> latest(
                ChannelName channel, Optional<StreamPosition> after, int maxCount, long maxBytes) {
            return super.latest(channel, after, maxCount, maxBytes)
                    .thenApply(page -> channel.isOpenStreams() && page instanceof Page.Latest found
                            ? new Page.Latest(List.of(), found.droppedTo(), false, found.top())
                            : page);
        }
    }

    private static final class LosesEntries extends BrokerDecorator {

        private final BiPredicate<ChannelName, Kind> entries;

        LosesEntries(Broker broker, BiPredicate<ChannelName, Kind> entries) {
            super(broker);
            this.entries = entries;
        }

        @Override
        public CompletionStage<StreamPosition> publish(ChannelName channel, Message message) {
            return entries.test(channel, message.kind())
                    ? CompletableFuture.completedFuture(new StreamPosition("e", 1))
                    : super.publish(channel, message);
        }
    }
}
