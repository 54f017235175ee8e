package dev.realtime.codec.jackson;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.realtime.core.Payload;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The value of one field after the other, each taken as what the dialect expects it to be.
 *
 * <p>A value of another kind does not end the reading: the first such problem is remembered, so that the request's
 * number is still found and its sender can be answered. {@code null} stands for "not given" everywhere but in a payload.
 *
 * <p><b>Threads:</b> confined to the call that reads.
 */
final class JsonInput {

    /** Decimal digits of the largest {@code long}. */
    private static final int MAX_NUMBER_DIGITS = 19;

    private final JsonParser parser;
    private final byte[] source;
    private final int from;
    private String problem = "";
    /** The message's own field at hand: one of the dialect's names, whereas names further in may be the peer's text. */
    private String field = "";

    private int depth;

    /** @param from where in {@code source} the parser began */
    JsonInput(JsonParser parser, byte[] source, int from) {
        this.parser = parser;
        this.source = source;
        this.from = from;
    }

    /** The first thing that was not as expected; empty for none. */
    String problem() {
        return problem;
    }

    /** Shows each field of the object at hand; does nothing with another value but remember the problem. */
    void fields(JsonSyntax.FieldReader reader) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            expected("an object");
            return;
        }
        depth++;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            field = depth == 1 ? name : field;
            reader.field(name, this);
            skipIfStillAt(value);
        }
        depth--;
    }

    /** The field's text; empty if not given or longer than {@code maxLength} characters, which is a problem. */
    String text(int maxLength) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            expected("a string");
            return "";
        }
        String text = parser.getText();
        if (text.length() > maxLength) {
            problem("at most " + maxLength + " characters");
            return "";
        }
        return text;
    }

    /** The field's number, from 0 to the largest {@code long}. */
    OptionalLong number() throws IOException {
        return number(0, Long.MAX_VALUE);
    }

    /** The field's number; empty if not given or outside the bounds, which is a problem. @param min 0 or more */
    OptionalLong number(long min, long max) throws IOException {
        boolean isDigits = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getTextLength() <= MAX_NUMBER_DIGITS
                && parser.getText().charAt(0) != '-';
        boolean isLong = isDigits && !(parser.getTextLength() == MAX_NUMBER_DIGITS && exceedsLong(parser.getText()));
        long number = isLong ? Long.parseLong(parser.getText()) : -1;
        if (number < min || number > max) {
            expected("an integer from " + min + " to " + max);
            return OptionalLong.empty();
        }
        return OptionalLong.of(number);
    }

    /** The field's truth value; {@code otherwise} if not given. */
    boolean flag(boolean otherwise) {
        return flag().orElse(otherwise);
    }

    /** The field's truth value; empty if not given. */
    Optional<Boolean> flag() {
        if (parser.currentToken() == JsonToken.VALUE_TRUE || parser.currentToken() == JsonToken.VALUE_FALSE) {
            return Optional.of(parser.currentToken() == JsonToken.VALUE_TRUE);
        }
        expected("true or false");
        return Optional.empty();
    }

    /** Whether the field's array of strings holds {@code wanted}. */
    boolean contains(String wanted) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            expected("an array of strings");
            return false;
        }
        boolean found = false;
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            found |= item == JsonToken.VALUE_STRING && wanted.contentEquals(parser.getText());
            parser.skipChildren();
        }
        return found;
    }

    /** The field's object of strings; empty if it breaks a limit, which is a problem. */
    Map<String, String> texts(int maxCount, int maxLength) throws IOException {
        Map<String, String> texts = new HashMap<>();
        fields((name, in) -> {
            texts.put(name, in.text(maxLength));
            if (texts.size() > maxCount || name.length() > maxLength) {
                in.problem("at most " + maxCount + " names of at most " + maxLength + " characters");
            }
        });
        return texts;
    }

    /** The field's object of numbers from 0 on; empty if it breaks a limit, which is a problem. */
    Map<String, Long> numbers(int maxCount, int maxLength) throws IOException {
        Map<String, Long> numbers = new HashMap<>();
        fields((name, in) -> {
            in.number().ifPresent(number -> numbers.put(name, number));
            if (numbers.size() > maxCount || name.length() > maxLength) {
                in.problem("at most " + maxCount + " names of at most " + maxLength + " characters");
            }
        });
        return problem.isEmpty() ? numbers : Map.of();
    }

    /**
     * The field's object in which each name has one string or an array of them; empty if it breaks a limit, which is a
     * problem.
     *
     * @param maxCount most names, and most strings of a name
     */
    Map<String, Set<String>> textSets(int maxCount, int maxLength) throws IOException {
        Map<String, Set<String>> sets = new HashMap<>();
        fields((name, in) -> {
            Set<String> texts = in.textOrTexts(maxCount, maxLength);
            if (!texts.isEmpty()) {
                sets.put(name, texts);
            }
            if (sets.size() > maxCount || name.length() > maxLength) {
                in.problem("at most " + maxCount + " names of at most " + maxLength + " characters");
            }
        });
        return problem.isEmpty() ? sets : Map.of();
    }

    /** The field's value as it was written; empty if not given. */
    Optional<Payload> payloadIfAny() throws IOException {
        return parser.currentToken() == JsonToken.VALUE_NULL ? Optional.empty() : Optional.of(payload());
    }

    /** The field's value as it was written. */
    Payload payload() throws IOException {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        return Payload.jsonBytes(Arrays.copyOfRange(source, from + start, from + end));
    }

    private Set<String> textOrTexts(int maxCount, int maxLength) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return Set.of(text(maxLength));
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            expected("a string or an array of strings");
            return Set.of();
        }
        Set<String> texts = new HashSet<>();
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            if (item == JsonToken.VALUE_STRING) {
                texts.add(text(maxLength));
            } else {
                problem("a string or an array of strings");
                parser.skipChildren();
            }
        }
        if (texts.isEmpty() || texts.size() > maxCount) {
            problem("from 1 to " + maxCount + " strings");
        }
        return texts;
    }

    private void skipIfStillAt(JsonToken value) throws IOException {
        if (parser.currentToken() == value) {
            parser.skipChildren();
            parser.finishToken();
        }
    }

    private void expected(String kind) {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            problem(kind);
        }
    }

    private void problem(String needed) {
        if (problem.isEmpty()) {
            problem = field + ": need " + needed;
        }
    }

    private static boolean exceedsLong(String digits) {
        return digits.compareTo("9223372036854775807") > 0;
    }
}
