package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.spi.PresenceStore;
import dev.realtime.core.spi.PresenceStoreDecorator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Stores of presence that are wrong about which node holds whom, and for how long. */
final class BrokenHolders {

    private BrokenHolders() {}

    /** Both nodes' stores, so that one can do what only the other may. */
    private abstract static class BrokenTogether extends BrokenPresenceStore {

        final List<PresenceStore> all = new ArrayList<>();

        @Override
        protected PresenceStore create() {
            all.clear();
            return super.create();
        }

        final CompletionStage<Boolean> any(Function<PresenceStore, CompletionStage<Boolean>> change) {
            boolean any = false;
            for (PresenceStore one : all) {
                any |= change.apply(one).toCompletableFuture().join();
            }
            return CompletableFuture.completedFuture(any);
        }
    }

    @Breaks({"PS10", "PS11"})
    static class GoesWithTheFirstNodeThatLetsItGo extends BrokenTogether {
        @Override
        PresenceStore broken(PresenceStore right) {
            all.add(right);
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
                    return any(store -> store.leave(channel, memberKey));
                }
            };
        }
    }

    @Breaks("PS11")
    static class IsChangedByAnybody extends BrokenTogether {
        @Override
        PresenceStore broken(PresenceStore right) {
            all.add(right);
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
                    return any(store -> store.update(channel, memberKey, state));
                }
            };
        }
    }

    /** Right at the first node. */
    private abstract static class BrokenElsewhere extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return right;
        }

        @Override
        abstract PresenceStore brokenElsewhere(PresenceStore right);
    }

    @Breaks("PS12")
    static class HearsTheFirstHolderOnly extends BrokenElsewhere {
        @Override
        PresenceStore brokenElsewhere(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
                    return CompletableFuture.completedFuture(false);
                }
            };
        }
    }

    @Breaks("PS13")
    static class HasNewsAtEachNode extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                private final Set<String> known = new HashSet<>();

                @Override
                public CompletionStage<Boolean> join(ChannelName channel, Member member) {
                    return super.join(channel, member).thenApply(isNews -> known.add(member.key()));
                }
            };
        }
    }

    @Breaks("PS14")
    static class TellsNobodyWhoExpired extends BrokenElsewhere {
        @Override
        PresenceStore brokenElsewhere(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public void start(String holder, Listener listener) {
                    super.start(holder, (channel, member) -> {});
                }
            };
        }
    }

    @Breaks("PS15")
    static class DoesNotHearThatANodeLives extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> renew() {
                    return CompletableFuture.completedFuture(true);
                }
            };
        }

        @Override
        PresenceStore brokenElsewhere(PresenceStore right) {
            return right;
        }
    }

    @Breaks("PS16")
    static class NeverSaysThatItGaveUp extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> renew() {
                    return super.renew().thenApply(isKnown -> true);
                }
            };
        }
    }

    @Breaks("PS17")
    static class LetsGoAsItCloses extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                private final List<Runnable> leaves = new ArrayList<>();

                @Override
                public CompletionStage<Boolean> join(ChannelName channel, Member member) {
                    leaves.add(() -> super.leave(channel, member.key()));
                    return super.join(channel, member);
                }

                @Override
                public void close() {
                    leaves.forEach(Runnable::run);
                    super.close();
                }
            };
        }
    }

    @Breaks("PS18")
    static class LivesFromTheBeginningOfTheCluster extends BrokenElsewhere {

        private PresenceStore started;

        @Override
        protected PresenceStore create() {
            PresenceStore first = super.create();
            started = super.another().orElseThrow();
            started.start("node-2", (channel, member) -> {});
            return first;
        }

        @Override
        PresenceStore brokenElsewhere(PresenceStore right) {
            return started == null ? right : alreadyStarted(started);
        }

        private static PresenceStore alreadyStarted(PresenceStore store) {
            return new PresenceStoreDecorator(store) {
                @Override
                public void start(String holder, Listener listener) {}
            };
        }
    }
}
