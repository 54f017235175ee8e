package dev.realtime.codec.jackson;

import dev.realtime.core.frame.ClientFrame;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The fields of one message of a client of {@code tenant-events}: an {@code action}, or the {@code type} of a sign of life.
 *
 * <p><b>Threads:</b> confined to the call that decodes.
 */
final class TenantEventsRequest implements PlainDialect.Request {

    /** Requests have no numbers in this dialect, so this one tells the answer to {@code auth} from everything else. */
    static final OptionalLong AUTH = OptionalLong.of(0);

    private static final int MAX_TOKEN_LENGTH = 16 * 1024;

    private String action = "";
    private String token = "";

    @Override
    public void field(String name, JsonInput in) throws IOException {
        switch (name) {
            case "action", "type" -> action = action.isEmpty() ? in.text(32) : action;
            case "token" -> token = in.text(MAX_TOKEN_LENGTH);
            default -> {
                // not known here
            }
        }
    }

    @Override
    public ClientFrame frame() {
        return switch (action) {
            case "ping" -> new ClientFrame.Ping(OptionalLong.empty());
            case "pong" -> new ClientFrame.Pong();
            case "auth" -> token.isEmpty()
                    ? PlainDialect.malformed("token is missing")
                    : new ClientFrame.Connect(AUTH, token, "", "", Map.of(), true);
            default -> PlainDialect.malformed("this action is not known here");
        };
    }
}
