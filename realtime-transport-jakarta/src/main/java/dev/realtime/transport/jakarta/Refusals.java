package dev.realtime.transport.jakarta;

import dev.realtime.core.ErrorCode;
import dev.realtime.core.spi.Admission;
import jakarta.websocket.CloseReason;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Refusals of the transport's own, and how a refusal looks once the socket is open. */
final class Refusals {

    /** Nobody could tell in time. */
    static final Admission.Refused UNDECIDED =
            new Admission.Refused(503, ErrorCode.NOT_AVAILABLE, "Try again later", Map.of());

    /** The request cannot be read. */
    static final Admission.Refused UNREADABLE =
            new Admission.Refused(400, ErrorCode.BAD_REQUEST, "The request is malformed", Map.of());

    private static final int POLICY = 1008;
    private static final int TRY_AGAIN_LATER = 1013;
    private static final int MAX_REASON_BYTES = 123;

    private Refusals() {}

    static CloseReason close(Admission.RefusedBySocket refused) {
        return reason(refused.closeNumber(), refused.reason());
    }

    /** The socket has to say what the HTTP answer could not. */
    static CloseReason close(Admission.Refused refused) {
        boolean later = refused.status() >= 500 || refused.status() == 429;
        return reason(later ? TRY_AGAIN_LATER : POLICY, refused.message());
    }

    private static CloseReason reason(int number, String text) {
        String fitting = text;
        while (fitting.getBytes(StandardCharsets.UTF_8).length > MAX_REASON_BYTES) {
            fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
        }
        return new CloseReason(CloseReason.CloseCodes.getCloseCode(number), fitting);
    }
}
