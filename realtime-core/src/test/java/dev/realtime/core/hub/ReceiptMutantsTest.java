package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.UserId;
import dev.realtime.core.spi.CursorStore;
import dev.realtime.core.spi.CursorStoreDecorator;
import dev.realtime.core.spi.Escalation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** As {@link MutantsTest}, for what was received and read, what waits for who is away, and what takes another way. */
class ReceiptMutantsTest {

    /** A way to be wrong. */
    enum Mutant {
        BELIEVES_WHAT_IT_HEARS_LAST(hub -> hub.cursors(new BelievesTheLast(hub.cursors)), "unread"),
        LEAVES_ONE_UNREAD_OUT(hub -> hub.rules(new LeavesOneUnreadOut()), "unread"),
        GOES_ON_WHERE_ANOTHER_DEVICE_IS(hub -> hub.cursors(new KnowsNoDevice(hub.cursors)), "goes on behind more"),
        SKIPS_AN_ENTRY_AT_RETURN(hub -> hub.cursors(new SkipsOne(hub.cursors)), "goes on behind more"),
        FORGETS_WHO_IS_AWAY(hub -> hub.cursors(new KnowsNobody(hub.cursors)), "of which it had acknowledged something"),
        ESCALATES_TWICE(hub -> escalates(hub, Twice::new), "was escalated again"),
        ESCALATES_WHAT_WAS_ACKNOWLEDGED(hub -> hub.cursors(new KnowsNobody(hub.cursors)), "it had been acknowledged"),
        ESCALATES_NOTHING(hub -> escalates(hub, Deaf::new), "it was never escalated");

        private final MutantHunt hunt;

        Mutant(UnaryOperator<HubBuilder> twist, String symptom) {
            this.hunt = new MutantHunt(twist, UnaryOperator.identity(), symptom);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Timeout(300)
    void isFound(Mutant mutant) {
        mutant.hunt.succeeds(mutant.name());
    }

    private static HubBuilder escalates(HubBuilder hub, UnaryOperator<Escalation> change) {
        return hub.escalation == null ? hub : hub.escalation(change.apply(hub.escalation));
    }

    /** A cursor stands where it was put last, further or not. */
    private static final class BelievesTheLast extends CursorStoreDecorator {

        private final Map<String, StreamPosition> last = new HashMap<>();

        BelievesTheLast(CursorStore store) {
            super(store);
        }

        @Override
        public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
            last.put(reader + channel, position);
            return super.advance(reader, channel, position);
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            StreamPosition position = last.get(reader + channel);
            return position == null
                    ? super.position(reader, channel)
                    : CompletableFuture.completedFuture(Optional.of(position));
        }
    }

    private static final class LeavesOneUnreadOut extends CursorRules {
        @Override
        long unread(long read, long head) {
            return Math.max(0, super.unread(read, head) - 1);
        }
    }

    private static final class KnowsNoDevice extends CursorStoreDecorator {
        KnowsNoDevice(CursorStore store) {
            super(store);
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            return reader.startsWith("device ")
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : super.position(reader, channel);
        }
    }

    private static final class SkipsOne extends CursorStoreDecorator {
        SkipsOne(CursorStore store) {
            super(store);
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            return super.position(reader, channel)
                    .thenApply(found -> found.map(at -> new StreamPosition(at.epoch(), at.offset() + 1)));
        }
    }

    private static final class KnowsNobody extends CursorStoreDecorator {
        KnowsNobody(CursorStore store) {
            super(store);
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
    }

    private record Twice(Escalation escalation) implements Escalation {

        @Override
        public Duration patience(UserId user, Publication message) {
            return escalation.patience(user, message);
        }

        @Override
        public void escalate(UserId user, Publication message) {
            escalation.escalate(user, message);
            escalation.escalate(user, message);
        }
    }

    private record Deaf(Escalation escalation) implements Escalation {

        @Override
        public Duration patience(UserId user, Publication message) {
            return escalation.patience(user, message);
        }

        @Override
        public void escalate(UserId user, Publication message) {
            // Nobody hears of it.
        }
    }
}
