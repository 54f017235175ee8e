package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.SlowPolicy;
import dev.realtime.core.sim.Ledger.Fact;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a channel owes to its readers: every entry, or where only the newest counts, those that no newer one has replaced.
 */
final class Owed {

    private final Ledger ledger;
    private final Function<ChannelName, SlowPolicy> policies;

    Owed(Ledger ledger, Function<ChannelName, SlowPolicy> policies) {
        this.ledger = ledger;
        this.policies = policies;
    }

    /** The first entry after {@code from}, up to {@code to}, that is owed to somebody who should have such. */
    Optional<Fact> first(ChannelName channel, String epoch, long from, long to, Predicate<Fact> shouldHave) {
        List<Fact> passed = ledger.between(channel, epoch, from, to);
        if (passed.isEmpty()) {
            return Optional.empty();
        }
        SlowPolicy policy = policies.apply(channel);
        for (Fact fact : passed) {
            if (!isReplaced(fact, policy) && shouldHave.test(fact)) {
                return Optional.of(fact);
            }
        }
        return Optional.empty();
    }

    private boolean isReplaced(Fact fact, SlowPolicy policy) {
        return switch (policy) {
            case DISCONNECT, SKIP -> false;
            case LATEST -> ledger.fact(
                            fact.channel(), fact.epoch(), fact.publication().offset() + 1)
                    .isPresent();
            case LATEST_PER_KEY -> ledger.newest(fact) != fact;
        };
    }
}
