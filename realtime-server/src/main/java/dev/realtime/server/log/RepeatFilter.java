package dev.realtime.server.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets few events of one kind through in ten seconds, so that peers cannot fill a disk: one of a warning, a hundred of
 * what is merely told.
 *
 * <p><b>Shape:</b> events are of one kind if logger, level and message agree, the message without its words that are
 * not plain words: numbers, ids, addresses. What was held back is told with the next event of the kind that passes.
 *
 * <p><b>Threads:</b> guarded by its own lock, under which nothing is called.
 */
final class RepeatFilter extends Filter<ILoggingEvent> {

    static final long WINDOW_MILLIS = 10_000;
    static final int MAX_TOLD = 100;

    private static final int MAX_KINDS = 512;
    private static final int MAX_KIND_LENGTH = 120;

    private final Map<String, Window> windows = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MAX_KINDS;
        }
    };

    private final Told told;

    /** Hears of events that were held back. */
    @FunctionalInterface
    interface Told {
        /** @param like the event of the same kind that passes now */
        void heldBack(long count, ILoggingEvent like);
    }

    RepeatFilter(Told told) {
        this.told = told;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        boolean warns = event.getLevel().isGreaterOrEqual(Level.WARN);
        long before;
        synchronized (windows) {
            Window window = windows.computeIfAbsent(kind(event), kind -> new Window());
            before = window.offer(event.getTimeStamp(), warns ? 1 : MAX_TOLD);
        }
        if (before < 0) {
            return FilterReply.DENY;
        }
        if (before > 0) {
            told.heldBack(before, event);
        }
        return FilterReply.NEUTRAL;
    }

    private static String kind(ILoggingEvent event) {
        String message = String.valueOf(event.getMessage());
        StringBuilder kind = new StringBuilder(event.getLoggerName()).append(event.getLevel());
        int end = Math.min(message.length(), MAX_KIND_LENGTH);
        int word = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || message.charAt(i) == ' ') {
                appendIfPlain(kind, message, word, i);
                word = i + 1;
            }
        }
        return kind.toString();
    }

    private static void appendIfPlain(StringBuilder kind, String message, int from, int to) {
        int end = to > from && ".,:;".indexOf(message.charAt(to - 1)) >= 0 ? to - 1 : to;
        for (int i = from; i < end; i++) {
            if (!Character.isLetter(message.charAt(i))) {
                return;
            }
        }
        kind.append(' ').append(message, from, end);
    }

    private static final class Window {
        private long startMillis = Long.MIN_VALUE / 2;
        private long passed;
        private long heldBack;

        /** @return how many were held back before this one, which passes; or −1 if this one is held back too */
        long offer(long nowMillis, long most) {
            // A wall clock may step back; a window from the future would never end.
            if (nowMillis - startMillis >= WINDOW_MILLIS || nowMillis < startMillis) {
                long before = heldBack;
                startMillis = nowMillis;
                passed = 1;
                heldBack = 0;
                return before;
            }
            if (passed < most) {
                passed++;
                return 0;
            }
            heldBack++;
            return -1;
        }
    }
}
