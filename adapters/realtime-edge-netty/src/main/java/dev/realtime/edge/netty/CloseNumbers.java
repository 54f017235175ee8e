package dev.realtime.edge.netty;

/** The numbers of RFC 6455 §7.4.1 that the edge itself closes with, and which ones a peer may send. */
final class CloseNumbers {

    static final int PROTOCOL_ERROR = 1002;
    /** The peer's close frame had no number; never sent. */
    static final int NONE = 1005;
    /** The socket broke; never sent. */
    static final int BROKEN = 1006;

    static final int BAD_TEXT = 1007;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    static final int INTERNAL = 1011;

    private CloseNumbers() {}

    /** 1012 to 1014 are in the IANA registry, so browsers' and proxies' use of them is no mistake. */
    static boolean mayBeSent(int number) {
        if (number >= 1000 && number < 1015) {
            return number != 1004 && number != NONE && number != BROKEN;
        }
        return number >= 3000 && number < 5000;
    }
}
