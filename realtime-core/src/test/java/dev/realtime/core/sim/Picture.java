package dev.realtime.core.sim;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Member;
import dev.realtime.core.Payload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who is present in a channel, as somebody knows it who asked once and was told of changes since. */
final class Picture {

    final ChannelName channel;
    private final Map<String, Optional<Payload>> members = new HashMap<>();
    private boolean known;
    private boolean partial;
    private long askedId = -1;

    Picture(ChannelName channel) {
        this.channel = channel;
    }

    /** Whether it shows everybody; not before the first answer, nor after a number took the place of names. */
    boolean isKnown() {
        return known;
    }

    /** Whether only the first were named. */
    boolean isPartial() {
        return partial;
    }

    boolean isAsked() {
        return askedId >= 0;
    }

    void asked(long id) {
        askedId = id;
    }

    boolean isAnsweredBy(long id) {
        return askedId == id;
    }

    void refused() {
        askedId = -1;
    }

    /** @param total how many there are; an answer may hold the first of them only */
    void answered(List<Member> present, int total) {
        askedId = -1;
        known = true;
        partial = present.size() < total;
        members.clear();
        present.forEach(member -> members.put(member.key(), member.state()));
    }

    void counted() {
        known = false;
        members.clear();
    }

    void joined(String key) {
        members.put(key, Optional.empty());
    }

    void left(String key) {
        members.remove(key);
    }

    void says(String key, Optional<Payload> state) {
        members.replace(key, state);
    }

    Map<String, Optional<Payload>> members() {
        return members;
    }
}
