package dev.realtime.core.hub;

/**
 * How far one lane has come in one log. Every log has marks of its own: a lane that still settles the turn of an old one
 * says nothing about the log that took its place.
 *
 * <p><b>Threads:</b> written by the lane that reads, read by the lane that owns the channel.
 */
final class Progress {

    private final ChannelLog log;
    private volatile long drainedTo;
    private volatile long passedTo;

    /** A lane that needs nothing of what is in the log already. Made by the owner. */
    Progress(ChannelLog log) {
        this.log = log;
        this.drainedTo = log.head();
        this.passedTo = drainedTo;
    }

    ChannelLog log() {
        return log;
    }

    /** Newest offset the lane has looked at; the owner never overwrites beyond it. */
    long drainedTo() {
        return drainedTo;
    }

    void drainedTo(long offset) {
        drainedTo = offset;
    }

    /** Offset up to which every subscriber of the lane has taken everything. */
    long passedTo() {
        return passedTo;
    }

    void passedTo(long offset) {
        passedTo = offset;
    }
}
