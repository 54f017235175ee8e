package dev.realtime.examples.notifier;

/** What becomes of a message of which nobody knows whether Telegram took it: its answer was not heard, or not recorded. */
enum OnDoubt {
    /** It is sent; the chat may see it twice. */
    RESEND,
    /** It is not sent; the chat may never see it. */
    SKIP
}
