package dev.realtime.core.memory;

import dev.realtime.core.Message;
import dev.realtime.core.Publication;
import java.util.ArrayList;
import java.util.List;

/**
 * A page while it is filled: it ends at its count, or after the entry that passes its bytes, so that it never stays empty
 * because an entry is large.
 *
 * <p><b>Threads:</b> confined to its owner.
 */
final class PageFill {

    // As measured: the entry, its message, the payload's array and when it came; the object of a text; what a tag costs
    // beyond that.
    private static final int ENTRY_BYTES = 136;
    private static final int TEXT_BYTES = 44;
    private static final int TAG_BYTES = 96;

    private final List<Publication> entries = new ArrayList<>();
    private final int maxCount;
    private final long maxBytes;
    private long bytes;

    PageFill(int maxCount, long maxBytes) {
        this.maxCount = maxCount;
        this.maxBytes = maxBytes;
    }

    /** What it costs to keep an entry. */
    static long cost(Publication publication) {
        Message message = publication.message();
        return message.size()
                + ENTRY_BYTES
                + TAG_BYTES * message.tags().size()
                + text(message.event())
                + text(message.origin())
                + text(message.via())
                + text(message.key())
                + text(message.idempotencyKey());
    }

    boolean hasRoom() {
        return entries.size() < maxCount && bytes < maxBytes;
    }

    void add(Publication publication) {
        entries.add(publication);
        bytes += cost(publication);
    }

    List<Publication> entries() {
        return entries;
    }

    private static int text(String text) {
        return text.isEmpty() ? 0 : TEXT_BYTES;
    }
}
