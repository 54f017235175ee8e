package dev.realtime.edge.netty;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the head of one request, strictly: what two servers might understand in two ways is refused. That is why it is
 * not Netty's decoder, which joins folded lines and reads on past a request that asks for an upgrade.
 *
 * <p>Each byte is looked at once while the head is incomplete, so a head that comes byte by byte costs no more.
 *
 * <p><b>Threads:</b> confined to its connection's lane.
 *
 * <p><b>Source:</b> RFC 9112 §2.2, §3, §5, §6.
 */
final class HeadParser {

    private static final int MAX_LENGTH_DIGITS = 15;

    private final EdgeLimits limits;
    /** Bytes of the head already looked at. */
    private int scanned;
    /** Length of the request line, or -1. */
    private int lineLength = -1;
    /** Whether the last line looked at has nothing in it yet. */
    private boolean lineIsEmpty;

    HeadParser(EdgeLimits limits) {
        this.limits = limits;
    }

    /** Takes the head from {@code in} when it is all there; otherwise takes nothing. */
    Result parse(ByteBuf in) {
        if (scanned == 0) {
            skipEmptyLines(in);
            if (in.readableBytes() == 1 && in.getByte(in.readerIndex()) == '\r') {
                return Incomplete.INSTANCE;
            }
        }
        int start = in.readerIndex();
        while (scanned < in.readableBytes()) {
            int b = in.getByte(start + scanned++) & 0xff;
            if (!belongs(b)) {
                return Refused.MALFORMED;
            }
            if (b == '\n') {
                if (lineIsEmpty) {
                    return take(in);
                }
                lineLength = lineLength < 0 ? scanned : lineLength;
                lineIsEmpty = true;
            } else if (b != '\r') {
                lineIsEmpty = false;
            }
            if (lineLength < 0 && scanned > limits.maxTargetBytes()) {
                return Refused.TARGET_TOO_LONG;
            }
            if (lineLength >= 0 && scanned - lineLength > limits.maxHeaderBytes()) {
                return Refused.HEADERS_TOO_LONG;
            }
        }
        return Incomplete.INSTANCE;
    }

    /** RFC 9112 §2.2 wants empty lines before a request passed over: some clients send one after a body. */
    private static void skipEmptyLines(ByteBuf in) {
        while (in.readableBytes() >= 2
                && in.getByte(in.readerIndex()) == '\r'
                && in.getByte(in.readerIndex() + 1) == '\n') {
            in.skipBytes(2);
        }
    }

    /** Whether the byte may be part of a head at all; what is no HTTP is known by its first bytes. */
    private boolean belongs(int b) {
        return b == '\r' || b == '\n' || HttpSyntax.isFieldValue(b) && (lineLength >= 0 || b < 0x80);
    }

    private Result take(ByteBuf in) {
        String head = in.toString(in.readerIndex(), scanned, StandardCharsets.ISO_8859_1);
        in.skipBytes(scanned);
        scanned = 0;
        lineLength = -1;
        lineIsEmpty = false;
        String[] lines = head.split("\n", -1);
        // The last two are the empty line and what is behind it.
        for (int i = 0; i < lines.length - 1; i++) {
            if (lines[i].indexOf('\r') != lines[i].length() - 1) {
                return Refused.MALFORMED;
            }
            lines[i] = lines[i].substring(0, lines[i].length() - 1);
        }
        int headers = lines.length - 3;
        return headers > limits.maxHeaders() ? Refused.HEADERS_TOO_LONG : requestLine(lines, headers);
    }

    private Result requestLine(String[] lines, int headerCount) {
        String[] words = lines[0].split(" ", -1);
        if (words.length != 3 || !isToken(words[0])) {
            return Refused.MALFORMED;
        }
        if (!words[2].equals("HTTP/1.1") && !words[2].equals("HTTP/1.0")) {
            return words[2].startsWith("HTTP/") ? Refused.VERSION : Refused.MALFORMED;
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (int i = 1; i <= headerCount; i++) {
            int colon = lines[i].indexOf(':');
            // A blank before the colon, or at the front of a folded line, is no token.
            if (colon <= 0 || !isToken(lines[i].substring(0, colon))) {
                return Refused.MALFORMED;
            }
            headers.computeIfAbsent(lines[i].substring(0, colon).toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(lines[i].substring(colon + 1).strip());
        }
        Optional<RequestTarget> target = RequestTarget.parse(words[1]);
        return target.isEmpty()
                ? Refused.MALFORMED
                : judge(new RequestHead(words[0], target.get(), words[2].charAt(7) - '0', headers));
    }

    /** Looks at the headers that say to whom a request goes and where it ends. */
    private static Result judge(RequestHead head) {
        int hosts = head.all("host").size();
        boolean hostFits = hosts == 1 || hosts == 0 && head.minor() == 0;
        boolean authorityFits = head.target().authority().isEmpty()
                || head.only("host").filter(head.host()::equalsIgnoreCase).isPresent();
        boolean lengthFits = !head.has("content-length")
                || head.only("content-length").filter(HeadParser::isLength).isPresent();
        boolean codingFits = !head.has("transfer-encoding")
                || !head.has("content-length")
                        && head.minor() == 1
                        && head.only("transfer-encoding")
                                .filter("chunked"::equalsIgnoreCase)
                                .isPresent();
        return hostFits && authorityFits && lengthFits && codingFits ? new Complete(head) : Refused.MALFORMED;
    }

    private static boolean isLength(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH_DIGITS
                && text.chars().allMatch(HttpSyntax::isDigit);
    }

    private static boolean isToken(String text) {
        return !text.isEmpty() && text.chars().allMatch(HttpSyntax::isToken);
    }

    /** What came of the bytes so far. */
    sealed interface Result {}

    record Complete(RequestHead head) implements Result {}

    enum Incomplete implements Result {
        INSTANCE
    }

    /** Nothing behind such a head may be read: nobody knows where it ends. */
    enum Refused implements Result {
        MALFORMED,
        TARGET_TOO_LONG,
        HEADERS_TOO_LONG,
        VERSION
    }
}
