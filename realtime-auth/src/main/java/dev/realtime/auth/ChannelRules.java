package dev.realtime.auth;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Identity;
import dev.realtime.core.spi.Authorizer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Who may do what in which channels, as a list. The first rule whose pattern fits a channel decides about it alone; what
 * it does not grant is denied, and so is a channel that no rule fits.
 *
 * <pre>{@code
 * ChannelRules.builder()
 *         .on("chat", grants -> grants.read(Who.everyone()).publish(Who.verified()))
 *         .on("news:*", grants -> grants.read(Who.everyone()).publish(Who.roles("editor")))
 *         .build();
 * }</pre>
 *
 * <p><b>Shape:</b> a pattern is a channel's name, {@code prefix:*} for all names that begin with {@code prefix:}, or
 * {@code *}. A channel for some users alone ({@code dialog#ann,bob}) goes by what stands before the {@code #}: the engine
 * keeps everybody else out, and the rule decides about those who are left. Names are those inside a tenant: whose tenant
 * it is, and whose personal channel, the engine has settled before it asks.
 *
 * <p><b>Threads:</b> immutable; every answer comes completed.
 */
public final class ChannelRules implements Authorizer {

    private static final CompletionStage<Boolean> YES = CompletableFuture.completedStage(true);
    private static final CompletionStage<Boolean> NO = CompletableFuture.completedStage(false);

    private final List<Rule> rules;

    private ChannelRules(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<Boolean> allows(Identity who, Action action, ChannelName channel) {
        for (Rule rule : rules) {
            if (rule.pattern.fits(channel)) {
                return rule.grants.getOrDefault(action, Who.nobody()).includes(who) ? YES : NO;
            }
        }
        return NO;
    }

    @Override
    public String toString() {
        return "ChannelRules" + rules;
    }

    private record Rule(Pattern pattern, Map<Action, Who> grants) {}

    /** @param text the name, or what a name must begin with */
    private record Pattern(String text, boolean prefix) {

        private static final String REST = "*";
        private static final String NAMESPACE_REST = ":*";

        static Pattern parse(String pattern) {
            if (pattern.equals(REST)) {
                return new Pattern("", true);
            }
            boolean prefix = pattern.endsWith(NAMESPACE_REST);
            String text = prefix ? pattern.substring(0, pattern.length() - REST.length()) : pattern;
            // a prefix has to be a beginning that names can have
            if (ChannelName.parse("", prefix ? text + "x" : text).isEmpty()) {
                throw new IllegalArgumentException("need a channel name, prefix:* or * but got " + pattern);
            }
            return new Pattern(text, prefix);
        }

        boolean fits(ChannelName channel) {
            return fits(channel.local()) || channel.isUserLimited() && fits(beforeUsers(channel.local()));
        }

        private boolean fits(String name) {
            return prefix ? name.startsWith(text) : name.equals(text);
        }

        private static String beforeUsers(String name) {
            return name.substring(0, name.indexOf('#'));
        }
    }

    /** Collects rules in their order. Confined to the thread that builds. */
    public static final class Builder {
        private final List<Rule> rules = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a rule after those already there.
         *
         * @throws IllegalArgumentException if the pattern is none, or there already
         */
        public Builder on(String pattern, Consumer<Grants> granting) {
            Pattern parsed = Pattern.parse(pattern);
            if (rules.stream().anyMatch(rule -> rule.pattern.equals(parsed))) {
                throw new IllegalArgumentException("need one rule for each pattern but got two for " + pattern);
            }
            Grants grants = new Grants();
            granting.accept(grants);
            rules.add(new Rule(parsed, Map.copyOf(grants.byAction)));
            return this;
        }

        public ChannelRules build() {
            return new ChannelRules(rules);
        }
    }

    /** What one rule grants; nothing until said. Confined to the thread that builds. */
    public static final class Grants {
        private final Map<Action, Who> byAction = new EnumMap<>(Action.class);

        private Grants() {}

        /** Everything but publishing. */
        public Grants read(Who who) {
            return subscribe(who).history(who).presence(who);
        }

        public Grants subscribe(Who who) {
            return grant(Action.SUBSCRIBE, who);
        }

        public Grants publish(Who who) {
            return grant(Action.PUBLISH, who);
        }

        public Grants presence(Who who) {
            return grant(Action.PRESENCE, who);
        }

        public Grants history(Who who) {
            return grant(Action.HISTORY, who);
        }

        /** By the action's name, for rules that come from a file. A later word about an action replaces the earlier. */
        public Grants grant(Action action, Who who) {
            byAction.put(action, who);
            return this;
        }
    }
}
