package dev.realtime.source;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.source.Template.UnfitException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * To which channel a record goes. A record is one JSON object in UTF-8, and becomes the payload of a message as it is.
 *
 * <p><b>Shape:</b> a channel's local name in which fields of the record stand in braces, before it a tenant and a slash
 * where it is not the default one: {@code tasks#{user_id}} is the channel of one user, {@code user:{user_id}} what is sent
 * to the user, {@code {tenant_id}/events} the channel of everybody in the tenant, {@code orders:{region}} a shared one.
 * {@code {a.b}} is a field in an object. A value is a text or a whole number; what it may hold depends on its place, so that
 * no record reaches another channel than was meant: a user alone after {@code user:}, {@code #} or a comma, a tenant alone
 * before the slash, elsewhere {@code a-z 0-9 _ . -}. A field that is the whole name may hold any channel but one of users
 * or a feed.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class Routing {

    /** Longest record, unless another length is set. */
    public static final int MAX_RECORD_BYTES = 64 * 1024;

    /** What the topic {@code task-updates} holds, to the channels that the dialect of that name reads. */
    public static final Routing TASK_UPDATES =
            to("tasks#{user_id}").event("event_type").requiring("task_id");

    private static final int MAX_EVENT = 128;

    private final Template tenant;
    private final Template channel;
    private final Terms terms;
    private final Set<String> wanted = new TreeSet<>();

    private Routing(Template tenant, Template channel, Terms terms) {
        this.tenant = tenant;
        this.channel = channel;
        this.terms = terms;
        wanted.addAll(tenant.fields());
        wanted.addAll(channel.fields());
        wanted.addAll(terms.required());
        terms.eventField().ifPresent(wanted::add);
    }

    /**
     * Records go there, whatever else is in them.
     *
     * @throws IllegalArgumentException if it is no name of a channel
     */
    public static Routing to(String expression) {
        int slash = expression.indexOf('/');
        return new Routing(
                Template.ofTenant(slash < 0 ? "" : expression.substring(0, slash)),
                Template.ofChannel(expression.substring(slash + 1)),
                new Terms(Optional.empty(), Set.of(), Set.of(), MAX_RECORD_BYTES));
    }

    /** The field, which a record must have, that names what happened; it becomes the message's event. */
    public Routing event(String field) {
        return with(new Terms(Optional.of(field), terms.events(), terms.required(), terms.maxRecordBytes()));
    }

    /**
     * The events that are known; a record of another one is rejected. Without any, all are.
     *
     * @throws IllegalArgumentException if no {@linkplain #event field} says what happened: every record would be rejected
     */
    public Routing events(String... known) {
        if (known.length > 0 && terms.eventField().isEmpty()) {
            throw new IllegalArgumentException(
                    "need event, the field that names what happened, where events are listed");
        }
        return with(new Terms(terms.eventField(), Set.of(known), terms.required(), terms.maxRecordBytes()));
    }

    /** Fields that a record must have besides those that stand in the name of its channel. */
    public Routing requiring(String... fields) {
        return with(new Terms(terms.eventField(), terms.events(), Set.of(fields), terms.maxRecordBytes()));
    }

    /** Longest record. */
    public Routing maxRecordBytes(int bytes) {
        return with(new Terms(terms.eventField(), terms.events(), terms.required(), bytes));
    }

    /** Longest record. */
    public int maxRecordBytes() {
        return terms.maxRecordBytes();
    }

    /**
     * Finds the way of a record.
     *
     * @param json the record, which is given away
     * @param act names the act of publishing it: its {@link Message#idempotencyKey}
     */
    public Routed route(byte[] json, String act) {
        if (json.length > terms.maxRecordBytes()) {
            return new Routed.Nowhere(
                    Rejection.TOO_LARGE, "need at most " + terms.maxRecordBytes() + " bytes but got " + json.length);
        }
        Optional<JsonRecord> read = JsonRecord.read(json, wanted);
        if (read.isEmpty()) {
            return new Routed.Nowhere(Rejection.MALFORMED, "need one JSON object in UTF-8, with each name once");
        }
        return route(read.get(), json, act);
    }

    private Routed route(JsonRecord record, byte[] json, String act) {
        Map<String, String> values = new HashMap<>();
        for (String field : wanted) {
            Optional<String> value = record.fields().get(field);
            if (value == null) {
                return new Routed.Nowhere(Rejection.FIELD_MISSING, "need the field " + field);
            }
            value.ifPresent(text -> values.put(field, text));
        }
        String event =
                terms.eventField().map(field -> values.getOrDefault(field, "")).orElse("");
        if (terms.eventField().isPresent() && (event.isEmpty() || event.length() > MAX_EVENT)) {
            return unfit(terms.eventField().get());
        }
        if (!terms.events().isEmpty() && !terms.events().contains(event)) {
            return new Routed.Nowhere(Rejection.EVENT_UNKNOWN, "need one of the known events");
        }
        try {
            return ChannelName.parse(tenant.fill(values), channel.fill(values))
                    .filter(name -> name.isPersonal() == channel.isPersonal())
                    .<Routed>map(name -> new Routed.To(
                            name, Message.of(event, Payload.jsonBytes(json)).idempotencyKey(act)))
                    .orElseGet(() -> unfit("of the channel's name"));
        } catch (UnfitException e) {
            return unfit(e.getMessage());
        }
    }

    private Routing with(Terms newTerms) {
        return new Routing(tenant, channel, newTerms);
    }

    private static Routed unfit(String field) {
        return new Routed.Nowhere(Rejection.FIELD_UNFIT, "the field " + field + " cannot be used");
    }

    /** What a record must be, besides addressed. */
    private record Terms(Optional<String> eventField, Set<String> events, Set<String> required, int maxRecordBytes) {

        Terms {
            if (maxRecordBytes < 1) {
                throw new IllegalArgumentException("need maxRecordBytes > 0 but got " + maxRecordBytes);
            }
        }
    }
}
