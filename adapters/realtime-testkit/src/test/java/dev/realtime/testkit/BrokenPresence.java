package dev.realtime.testkit;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import dev.realtime.core.spi.PresenceStore;
import dev.realtime.core.spi.PresenceStoreDecorator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Stores of presence that are wrong about the members of one node. */
final class BrokenPresence {

    private BrokenPresence() {}

    @Breaks("PS1")
    static class EveryJoinIsNews extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> join(ChannelName channel, Member member) {
                    return super.join(channel, member).thenApply(isNews -> true);
                }
            };
        }
    }

    @Breaks("PS2")
    static class EveryLeaveIsNews extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
                    return super.leave(channel, memberKey).thenApply(isNews -> true);
                }
            };
        }
    }

    @Breaks("PS3")
    static class TakesEveryPayloadForJson extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> join(ChannelName channel, Member member) {
                    Optional<Payload> info = member.info().map(payload -> Payload.jsonBytes(payload.bytes()));
                    return super.join(
                            channel,
                            new Member(member.client(), member.user(), info, member.state(), member.joinedAtMillis()));
                }
            };
        }
    }

    @Breaks("PS4")
    static class ListsTheLastFirst extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Snapshot> members(ChannelName channel, int limit) {
                    return super.members(channel, Integer.MAX_VALUE).thenApply(all -> {
                        List<Member> backwards = new ArrayList<>(all.members());
                        Collections.reverse(backwards);
                        return new Snapshot(backwards.subList(0, Math.min(limit, backwards.size())), all.total());
                    });
                }
            };
        }
    }

    @Breaks("PS4")
    static class CountsTheListed extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Snapshot> members(ChannelName channel, int limit) {
                    return super.members(channel, limit)
                            .thenApply(all ->
                                    new Snapshot(all.members(), all.members().size()));
                }
            };
        }
    }

    @Breaks("PS5")
    static class KnowsNoTenants extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
                    return super.leave(ChannelName.of(channel.local()), memberKey);
                }
            };
        }
    }

    @Breaks("PS6")
    static class EveryUpdateIsAChange extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
                    return super.update(channel, memberKey, state).thenApply(isChange -> true);
                }
            };
        }
    }

    @Breaks("PS7")
    static class RemembersWhatTheAwayDid extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                private final Map<String, Optional<Payload>> states = new HashMap<>();

                @Override
                public CompletionStage<Boolean> update(ChannelName channel, String memberKey, Optional<Payload> state) {
                    states.put(memberKey, state);
                    return super.update(channel, memberKey, state);
                }

                @Override
                public CompletionStage<Boolean> join(ChannelName channel, Member member) {
                    return super.join(channel, member.state(states.getOrDefault(member.key(), member.state())));
                }
            };
        }
    }

    @Breaks("PS8")
    static class ForgetsTheStateOfWhoJoinsAgain extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> join(ChannelName channel, Member member) {
                    super.update(channel, member.key(), Optional.empty());
                    return super.join(channel, member);
                }
            };
        }
    }

    @Breaks("PS8")
    static class PutsWhoJoinsAgainAtTheEnd extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                @Override
                public CompletionStage<Boolean> join(ChannelName channel, Member member) {
                    return super.leave(channel, member.key()).thenCompose(wasThere -> super.join(channel, member)
                            .thenApply(isNews -> isNews && !wasThere));
                }
            };
        }
    }

    @Breaks("PS9")
    static class LeavesOneCallLater extends BrokenPresenceStore {
        @Override
        PresenceStore broken(PresenceStore right) {
            return new PresenceStoreDecorator(right) {
                private Runnable late = () -> {};

                @Override
                public CompletionStage<Boolean> leave(ChannelName channel, String memberKey) {
                    CompletableFuture<Boolean> answer = new CompletableFuture<>();
                    late = () -> super.leave(channel, memberKey).thenAccept(answer::complete);
                    return answer;
                }

                @Override
                public CompletionStage<Boolean> join(ChannelName channel, Member member) {
                    CompletionStage<Boolean> answer = super.join(channel, member);
                    late.run();
                    late = () -> {};
                    return answer;
                }
            };
        }
    }
}
