package dev.realtime.core.hub;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Publication;
import java.util.concurrent.CompletableFuture;

/**
 * Hears for the writer of a stream when a reader asks for the end. What it could not hear it looks for in the log of open
 * streams: what was said before a broker was back, or while the log began anew.
 *
 * <p><b>Threads:</b> confined to the writer's home lane.
 */
final class CancelEar implements Ear {

    private final LaneHub home;
    private final ChannelName parent;
    private final String stream;
    private final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    // Whether it is told of what is appended, or will be.
    private boolean listens;
    private boolean left;
    // Whether it still has to look for what it missed: the broker could not be asked.
    private boolean owesALook;

    /** @param parent the channel that the stream is in */
    CancelEar(LaneHub home, ChannelName parent, String stream) {
        this.home = home;
        this.parent = parent;
        this.stream = stream;
    }

    /** Completes when a reader asks for the end. */
    CompletableFuture<Void> cancelled() {
        return cancelled;
    }

    /** Hears what is said from now on. @param then called when it does, or cannot */
    void listen(Runnable then) {
        home.listen(parent.openStreams(), this, heard -> {
            heard(heard);
            then.run();
        });
    }

    /** Tries again what could not be done: to listen, and to look for what was said meanwhile. */
    void keepListening() {
        if (!listens) {
            listenAgain();
        } else if (owesALook) {
            look();
        }
    }

    private void listenAgain() {
        // At once, or it would try again before it knows.
        listens = true;
        home.listen(parent.openStreams(), this, heard -> {
            heard(heard);
            if (listens) {
                look();
            }
        });
    }

    // The stream may have ended meanwhile.
    private void heard(boolean heard) {
        listens = heard && !left;
        if (heard && left) {
            leave();
        }
    }

    void leave() {
        left = true;
        home.unlisten(parent.openStreams(), this);
    }

    @Override
    public void hears(Publication publication) {
        if (StreamEntry.isCancelOf(stream, publication.message())) {
            cancelled.complete(null);
        }
    }

    @Override
    public void misses() {
        look();
    }

    private void look() {
        owesALook = false;
        OpenStreams.isCancelled(home, parent, stream).whenComplete((is, failure) -> {
            if (failure != null) {
                owesALook = true;
            } else if (is) {
                cancelled.complete(null);
            }
        });
    }
}
