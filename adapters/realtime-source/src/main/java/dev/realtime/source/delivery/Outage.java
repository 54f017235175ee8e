package dev.realtime.source.delivery;

import dev.realtime.source.SourceTelemetry;
import java.lang.System.Logger.Level;

/**
 * Whether what a source reads can be read, told once when that changes and not at every try.
 *
 * <p><b>Threads:</b> written by the source's thread alone; anybody may ask.
 */
public final class Outage {

    private enum State {
        BEGINNING,
        READING,
        AWAY
    }

    private final System.Logger log;
    private final String what;
    private final SourceTelemetry telemetry;
    private volatile State state = State.BEGINNING;

    /**
     * @param log the source's own
     * @param what is read, to begin a sentence with
     */
    public Outage(System.Logger log, String what, SourceTelemetry telemetry) {
        this.log = log;
        this.what = what;
        this.telemetry = telemetry;
    }

    public boolean isReading() {
        return state == State.READING;
    }

    /** It cannot be read, perhaps still. @param why for people */
    public void begins(String why) {
        boolean isNews = state != State.AWAY;
        state = State.AWAY;
        telemetry.sourceFailed();
        log.log(isNews ? Level.WARNING : Level.DEBUG, "{0} cannot be read, and is tried again: {1}", what, why);
    }

    /** It can be read, perhaps still. */
    public void ends() {
        if (state != State.READING) {
            log.log(Level.INFO, "{0} is read", what);
            telemetry.sourceBack();
        }
        state = State.READING;
    }
}
