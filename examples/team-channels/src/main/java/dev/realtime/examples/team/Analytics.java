package dev.realtime.examples.team;

import dev.realtime.core.Message;
import dev.realtime.core.hub.Hub;
import dev.realtime.core.hub.HubStats;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Tells the team how the site is doing. Who is active is what the hub knows; put your own figures in the place of the other
 * two.
 */
record Analytics(Hub hub) {

    private static final System.Logger LOG = System.getLogger(Analytics.class.getName());

    void every(Duration time, ScheduledExecutorService clock) {
        clock.scheduleAtFixedRate(this::tell, 0, time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void tell() {
        hub.stats().thenAccept(this::publish).exceptionally(failure -> {
            LOG.log(Level.WARNING, "no figures this time", failure);
            return null;
        });
    }

    private void publish(HubStats stats) {
        ThreadLocalRandom chance = ThreadLocalRandom.current();
        hub.publish(
                TeamChannels.ANALYTICS,
                Message.of(Json.of(Map.of(
                        "activeUsers", stats.users().size(),
                        "requestsPerMinute", chance.nextInt(900, 1_100),
                        "avgResponseTime", chance.nextInt(40, 60)))));
    }
}
