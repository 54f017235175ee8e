package dev.realtime.codec.jackson;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.realtime.core.Payload;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

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
        boolean fits = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getTextLength() <= MAX_NUMBER_DIGITS
                && parser.getText().charAt(0) != '-';
        if (!fits || parser.getTextLength() == MAX_NUMBER_DIGITS && exceedsLong(parser.getText())) {
            expected("an integer from 0 to 9223372036854775807");
            return OptionalLong.empty();
        }
        return OptionalLong.of(Long.parseLong(parser.getText()));
    }

    /** The field's truth value; {@code otherwise} if not given. */
    boolean flag(boolean otherwise) {
        if (parser.currentToken() == JsonToken.VALUE_TRUE || parser.currentToken() == JsonToken.VALUE_FALSE) {
            return parser.currentToken() == JsonToken.VALUE_TRUE;
        }
        expected("true or false");
        return otherwise;
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

    /** The field's value as it was written. */
    Payload payload() throws IOException {
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        return Payload.jsonBytes(Arrays.copyOfRange(source, from + start, from + end));
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
