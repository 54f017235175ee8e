package dev.realtime.source;

import dev.realtime.core.ChannelName;
import dev.realtime.core.UserId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The local name of a channel in which fields of a record stand in braces. What a field may hold depends on its place, so
 * that no value makes the channel another one than was meant: after {@code user:}, and after a {@code #} between commas, a
 * field stands alone and holds a user; everywhere else it holds a part of a name, in which there is no colon.
 *
 * <p><b>Threads:</b> immutable.
 */
final class Template {

    private static final String PERSONAL = "user:";
    private static final String SAMPLE = "x";
    private static final Predicate<String> ANY_NAME = text -> isName(text, true);
    private static final Predicate<String> NAME = text -> isName(text, false);

    private final List<Part> parts;
    private final boolean personal;

    private Template(List<Part> parts, boolean personal) {
        this.parts = List.copyOf(parts);
        this.personal = personal;
    }

    /** @throws IllegalArgumentException if no channel can have that name */
    static Template ofChannel(String text) {
        List<Part> parts = new ArrayList<>();
        int users = text.indexOf('#');
        boolean personal = text.startsWith(PERSONAL);
        if (personal) {
            parts.add(Part.literal(PERSONAL));
            addUser(text.substring(PERSONAL.length()), parts);
        } else if (users < 0) {
            addNames(text, parts);
        } else {
            addNames(text.substring(0, users), parts);
            addUsers(text.substring(users + 1), parts);
        }
        boolean isChannel = ChannelName.parse("", sample(parts))
                .filter(name -> !name.isFeed() && name.isPersonal() == personal)
                .isPresent();
        require(isChannel, "need the name of a channel, with fields in braces");
        return new Template(parts, personal);
    }

    /** @throws IllegalArgumentException if no tenant can have that name */
    static Template ofTenant(String text) {
        List<Part> parts = new ArrayList<>();
        if (!text.isEmpty()) {
            addUser(text, parts);
        }
        return new Template(parts, false);
    }

    /** Whether it is what is sent to a user. */
    boolean isPersonal() {
        return personal;
    }

    Set<String> fields() {
        Set<String> fields = new TreeSet<>();
        parts.stream().filter(Part::isField).forEach(part -> fields.add(part.text()));
        return fields;
    }

    /**
     * @param values of all fields
     * @throws UnfitException if one cannot stand where its field does
     */
    String fill(Map<String, String> values) throws UnfitException {
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            String text = part.isField() ? values.getOrDefault(part.text(), "") : part.text();
            if (!part.fits().test(text)) {
                throw new UnfitException(part.text());
            }
            filled.append(text);
        }
        return filled.toString();
    }

    private static void addUsers(String text, List<Part> parts) {
        char before = '#';
        for (String user : text.split(",", -1)) {
            parts.add(Part.literal(String.valueOf(before)));
            addUser(user, parts);
            before = ',';
        }
    }

    private static void addUser(String text, List<Part> parts) {
        List<Part> user = split(text, UserId::isValid);
        boolean isAlone = user.size() == 1 && (user.get(0).isField() || UserId.isValid(text));
        require(isAlone, "need a user or a tenant, or one field in braces for it");
        parts.addAll(user);
    }

    private static void addNames(String text, List<Part> parts) {
        List<Part> names = split(text, NAME);
        // A record may name its channel itself, by a field that is the whole of it.
        parts.addAll(names.size() == 1 ? split(text, ANY_NAME) : names);
    }

    private static List<Part> split(String text, Predicate<String> fits) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < text.length()) {
            int open = text.indexOf('{', at);
            int end = open < 0 ? text.length() : open;
            if (end > at) {
                parts.add(Part.literal(text.substring(at, end)));
                at = end;
            } else {
                int close = text.indexOf('}', at);
                require(close > at + 1, "need the name of a field between braces");
                parts.add(new Part(text.substring(at + 1, close), true, fits));
                at = close + 1;
            }
        }
        return parts;
    }

    private static String sample(List<Part> parts) {
        StringBuilder sample = new StringBuilder();
        parts.forEach(part -> sample.append(part.isField() ? SAMPLE : part.text()));
        return sample.toString();
    }

    private static boolean isName(String text, boolean withColons) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean fits =
                    c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || "_.-".indexOf(c) >= 0 || withColons && c == ':';
            if (!fits) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static void require(boolean isSo, String message) {
        if (!isSo) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A text as it is, or a field by its name, and what it may hold. */
    private record Part(String text, boolean isField, Predicate<String> fits) {

        private static Part literal(String text) {
            return new Part(text, false, any -> true);
        }
    }

    /** A record's field cannot stand in the name of a channel. The message is the field's name. */
    static final class UnfitException extends Exception {

        private static final long serialVersionUID = 1;

        UnfitException(String field) {
            // Expected, and cheap to provoke: no stack trace.
            super(field, null, false, false);
        }
    }
}
