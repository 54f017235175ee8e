package dev.realtime.server.call;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Writes JSON answers. */
public final class Json {

    private static final JsonFactory JSON = new JsonFactory();

    private Json() {}

    /** What goes into an object. */
    @FunctionalInterface
    public interface Fields {
        void write(JsonGenerator object) throws IOException;
    }

    /** An object with these fields. */
    public static String object(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = JSON.createGenerator(text)) {
            generator.writeStartObject();
            fields.write(generator);
            generator.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to memory", e);
        }
        return text.toString();
    }
}
