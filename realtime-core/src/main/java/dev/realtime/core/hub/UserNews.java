package dev.realtime.core.hub;

import dev.realtime.core.UserId;
import dev.realtime.core.spi.PresenceListener;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Tells the application who comes online and goes offline, one user after the other, and of each the newest only: what
 * waits is bounded by the number of users, however slow the application is.
 *
 * <p><b>Threads:</b> confined to its lane, but for {@link #tell}.
 */
final class UserNews {

    private static final System.Logger LOG = System.getLogger(UserNews.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final LaneHub lane;
    private final PresenceListener listener;
    private final Executor executor;
    private final Map<UserId, Boolean> waiting = new LinkedHashMap<>();
    private boolean busy;

    UserNews(LaneHub lane, PresenceListener listener, Executor executor) {
        this.lane = lane;
        this.listener = listener;
        this.executor = executor;
    }

    /** Called from any lane; in order for one user. */
    void tell(UserId user, boolean isOnline) {
        lane.execute(() -> {
            waiting.put(user, isOnline);
            next();
        });
    }

    private void next() {
        if (busy || waiting.isEmpty()) {
            return;
        }
        busy = true;
        Iterator<Map.Entry<UserId, Boolean>> first = waiting.entrySet().iterator();
        Map.Entry<UserId, Boolean> news = first.next();
        UserId user = news.getKey();
        boolean isOnline = news.getValue();
        try {
            executor.execute(() -> handle(user, isOnline));
            first.remove();
        } catch (RuntimeException e) {
            // It is full, or has ended. What waits does not grow without end, so it may as well wait.
            lane.lane().schedule(this::goOn, RETRY.toNanos());
        }
    }

    private void handle(UserId user, boolean isOnline) {
        try {
            if (isOnline) {
                listener.online(user);
            } else {
                listener.offline(user);
            }
        } catch (Throwable e) {
            LOG.log(System.Logger.Level.ERROR, "the listener to who is online failed", e);
        } finally {
            lane.execute(this::goOn);
        }
    }

    private void goOn() {
        busy = false;
        next();
    }
}
