package dev.realtime.core.spi;

import dev.realtime.core.Identity;
import dev.realtime.core.Payload;
import java.util.Objects;

/**
 * What a client asks of the application, or tells it.
 *
 * <p><b>Shape:</b> {@code method} is 1 to 128 of {@code A-Z a-z 0-9 _ . : -}, so it may stand in a log.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param caller who calls, as it was known when the call came; an identity that nobody verified calls as well
 * @param client public id of the client, the {@code origin} of what it publishes
 * @param method what it calls, or the name of the event
 * @param data as it was sent: nobody has looked inside
 * @param wantsAnswer whether the client waits for one; if not, this is an event
 */
public record Call(Identity caller, String client, String method, Payload data, boolean wantsAnswer) {

    /** Longest method, in characters. */
    public static final int MAX_METHOD_LENGTH = 128;

    public Call {
        Objects.requireNonNull(caller, "caller");
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(data, "data");
        if (!isMethod(method)) {
            throw new IllegalArgumentException("need 1-128 of [A-Za-z0-9_.:-] as a method");
        }
    }

    /** Whether {@code text} may stand as a method. */
    public static boolean isMethod(String text) {
        if (text.isEmpty() || text.length() > MAX_METHOD_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isMethodCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMethodCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "_.:-".indexOf(c) >= 0;
    }
}
