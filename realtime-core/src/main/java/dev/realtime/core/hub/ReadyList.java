package dev.realtime.core.hub;

/**
 * The cursors of a connection that have something to write, served round-robin. A cursor is in it at most once.
 *
 * <p><b>Threads:</b> confined to the connection's lane.
 */
final class ReadyList {

    private Cursor first;
    private Cursor last;
    private int size;

    boolean isEmpty() {
        return first == null;
    }

    int size() {
        return size;
    }

    Cursor first() {
        return first;
    }

    /** Puts the cursor at the end, unless it is in the list. */
    void add(Cursor cursor) {
        if (cursor.ready) {
            return;
        }
        cursor.ready = true;
        if (first == null) {
            first = cursor;
        } else {
            last.nextReady = cursor;
        }
        last = cursor;
        size++;
    }

    /** Takes the first {@code count} cursors out and puts those with more to write at the end. */
    void rotate(int count) {
        int turns = Math.min(count, size);
        for (int i = 0; i < turns; i++) {
            Cursor cursor = poll();
            Recovery.advance(cursor);
            if (cursor.hasNews()) {
                add(cursor);
            }
        }
    }

    private Cursor poll() {
        Cursor cursor = first;
        first = cursor.nextReady;
        if (first == null) {
            last = null;
        }
        cursor.nextReady = null;
        cursor.ready = false;
        size--;
        return cursor;
    }
}
