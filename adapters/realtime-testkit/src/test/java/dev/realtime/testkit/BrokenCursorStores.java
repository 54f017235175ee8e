package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.memory.MemoryCursorStore;
import dev.realtime.core.spi.CursorStore;
import java.text.Normalizer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that are right in everything but one promise. */
final class BrokenCursorStores {

    private BrokenCursorStores() {}

    /** A store that does what the one in memory does; a subclass does one thing else. */
    private static class Store implements CursorStore {

        private final CursorStore right = new MemoryCursorStore();

        @Override
        public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
            return right.advance(reader, channel, position);
        }

        @Override
        public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
            return right.position(reader, channel);
        }

        @Override
        public void close() {
            right.close();
        }
    }

    private abstract static class Variant extends CursorStoreContract {

        @Override
        protected Duration patience() {
            return Duration.ofMillis(300);
        }

        static CompletionStage<Boolean> answer(boolean moved) {
            return CompletableFuture.completedFuture(moved);
        }
    }

    /** Keeps a cursor for each name that is made of a reader and a channel. */
    private abstract static class BrokenNames extends Variant {

        abstract String name(String reader, ChannelName channel);

        @Override
        protected CursorStore create() {
            return new Store() {
                @Override
                public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
                    return super.advance(name(reader, channel), ChannelName.of("all"), position);
                }

                @Override
                public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
                    return super.position(name(reader, channel), ChannelName.of("all"));
                }
            };
        }
    }

    /** Keeps its cursors as {@link #moved} says. */
    private abstract static class BrokenMoves extends Variant {

        /** @param stands null for nowhere @return where it stands now */
        abstract StreamPosition moved(StreamPosition stands, StreamPosition position);

        @Override
        protected CursorStore create() {
            Map<String, StreamPosition> cursors = new ConcurrentHashMap<>();
            return new Store() {
                @Override
                public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
                    boolean[] moves = {false};
                    cursors.compute(reader + " " + channel, (name, stands) -> {
                        StreamPosition now = moved(stands, position);
                        moves[0] = !now.equals(stands);
                        return now;
                    });
                    return answer(moves[0]);
                }

                @Override
                public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
                    return CompletableFuture.completedFuture(Optional.ofNullable(cursors.get(reader + " " + channel)));
                }
            };
        }
    }

    @Breaks("C1")
    static class StartsAtTheBeginning extends Variant {
        @Override
        protected CursorStore create() {
            return new Store() {
                @Override
                public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
                    return super.position(reader, channel)
                            .thenApply(position -> position.or(() -> Optional.of(new StreamPosition("", 0))));
                }
            };
        }
    }

    @Breaks("C2")
    static class TakesTheBeginningForNothing extends BrokenMoves {
        @Override
        StreamPosition moved(StreamPosition stands, StreamPosition position) {
            StreamPosition from = stands == null ? new StreamPosition(position.epoch(), 0) : stands;
            boolean isNews = !from.epoch().equals(position.epoch()) || from.offset() < position.offset();
            return isNews ? position : stands == null ? new StreamPosition("none", 0) : stands;
        }
    }

    @Breaks({"C3", "C11", "C12"})
    static class KeepsTheFirst extends BrokenMoves {
        @Override
        StreamPosition moved(StreamPosition stands, StreamPosition position) {
            return stands == null || !stands.epoch().equals(position.epoch()) ? position : stands;
        }
    }

    @Breaks({"C4", "C5"})
    static class SaysThatItMovedWhateverItDid extends Variant {
        @Override
        protected CursorStore create() {
            return new Store() {
                @Override
                public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
                    return super.advance(reader, channel, position).thenApply(moved -> true);
                }
            };
        }
    }

    // The largest may come last by luck, so C12 need not notice.
    @Breaks("C5")
    static class MovesBack extends BrokenMoves {
        @Override
        StreamPosition moved(StreamPosition stands, StreamPosition position) {
            return position;
        }
    }

    @Breaks("C5")
    static class ComparesOffsetsAsText extends BrokenMoves {
        @Override
        StreamPosition moved(StreamPosition stands, StreamPosition position) {
            boolean stays = stands != null
                    && stands.epoch().equals(position.epoch())
                    && Long.toString(stands.offset()).compareTo(Long.toString(position.offset())) >= 0;
            return stays ? stands : position;
        }
    }

    @Breaks("C6")
    static class ForgetsTheEpoch extends BrokenMoves {
        @Override
        StreamPosition moved(StreamPosition stands, StreamPosition position) {
            return stands == null || stands.offset() < position.offset() ? position : stands;
        }
    }

    @Breaks("C6")
    static class TakesEpochsForNumbers extends BrokenMoves {
        @Override
        StreamPosition moved(StreamPosition stands, StreamPosition position) {
            int epochs = stands == null ? -1 : stands.epoch().compareTo(position.epoch());
            return epochs < 0 || epochs == 0 && stands.offset() < position.offset() ? position : stands;
        }
    }

    @Breaks({"C7", "C13"})
    static class HasOneCursorForAll extends BrokenNames {
        @Override
        String name(String reader, ChannelName channel) {
            return channel.toString();
        }
    }

    @Breaks("C7")
    static class ComparesReadersAsADatabaseMay extends BrokenNames {
        @Override
        String name(String reader, ChannelName channel) {
            String folded = Normalizer.normalize(reader.strip(), Normalizer.Form.NFC);
            return folded.toLowerCase(Locale.ROOT) + " " + channel;
        }
    }

    @Breaks("C8")
    static class HasOneCursorForAReader extends BrokenNames {
        @Override
        String name(String reader, ChannelName channel) {
            return reader;
        }
    }

    @Breaks("C8")
    static class ForgetsTheTenant extends BrokenNames {
        @Override
        String name(String reader, ChannelName channel) {
            return reader + " " + channel.local();
        }
    }

    @Breaks("C9")
    static class JoinsNames extends BrokenNames {
        @Override
        String name(String reader, ChannelName channel) {
            return reader + ":" + channel;
        }
    }

    @Breaks("C10")
    static class CountsInDoubles extends BrokenMoves {
        @Override
        StreamPosition moved(StreamPosition stands, StreamPosition position) {
            boolean stays = stands != null
                    && stands.epoch().equals(position.epoch())
                    && (double) stands.offset() >= (double) position.offset();
            return stays ? stands : position;
        }
    }

    @Breaks("C11")
    static class LosesWhatComesTooSoon extends Variant {
        @Override
        protected CursorStore create() {
            return new Store() {
                private boolean busy;

                @Override
                public CompletionStage<Boolean> advance(String reader, ChannelName channel, StreamPosition position) {
                    if (busy) {
                        return answer(false);
                    }
                    busy = true;
                    return super.advance(reader, channel, position);
                }
            };
        }
    }

    /**
     * As one that reads, compares and writes in three steps when two come at once: the smaller of the two is written. This
     * one does it always.
     */
    @Breaks("C12")
    static class WritesWhatItReadBefore extends Variant {
        @Override
        protected CursorStore create() {
            Map<String, StreamPosition> cursors = new ConcurrentHashMap<>();
            return new Store() {
                private StreamPosition before = new StreamPosition("e1", 0);

                @Override
                public synchronized CompletionStage<Boolean> advance(
                        String reader, ChannelName channel, StreamPosition position) {
                    cursors.put(reader, before.offset() < position.offset() ? before : position);
                    before = position;
                    return answer(true);
                }

                @Override
                public CompletionStage<Optional<StreamPosition>> position(String reader, ChannelName channel) {
                    return CompletableFuture.completedFuture(Optional.ofNullable(cursors.get(reader)));
                }
            };
        }
    }

    /** As one that writes all cursors together does when two come at once; this one does it always. */
    @Breaks("C13")
    static class WritesOverTheLastOne extends Variant {
        @Override
        protected CursorStore create() {
            return new Store() {
                private Map<String, StreamPosition> before = Map.of();
                private Map<String, StreamPosition> cursors = Map.of();

                @Override
                public synchronized CompletionStage<Boolean> advance(
                        String reader, ChannelName channel, StreamPosition position) {
                    Map<String, StreamPosition> copy = new HashMap<>(before);
                    copy.put(reader, position);
                    before = cursors;
                    cursors = copy;
                    return answer(true);
                }

                @Override
                public synchronized CompletionStage<Optional<StreamPosition>> position(
                        String reader, ChannelName channel) {
                    return CompletableFuture.completedFuture(Optional.ofNullable(cursors.get(reader)));
                }
            };
        }
    }

    @Breaks("C14")
    static class KeepsCursorsOfItsOwn extends MemoryCursorStoreContractTest {
        @Override
        protected Optional<CursorStore> another() {
            return Optional.of(new MemoryCursorStore());
        }
    }
}
