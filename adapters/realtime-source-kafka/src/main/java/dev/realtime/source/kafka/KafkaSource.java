package dev.realtime.source.kafka;

import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.source.SourcePublisher;
import dev.realtime.source.delivery.Courier;
import dev.realtime.source.delivery.Later;
import dev.realtime.source.delivery.Outage;
import dev.realtime.source.delivery.Stop;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Reads topics of Kafka, and publishes each record to the channel that its fields name.
 *
 * <p>A record's offset is committed when the hub has it and all before it. A record that comes again within five minutes
 * (after a killed consumer, after a rebalance) is known to the hub by its place in its topic, and appended no second time.
 * Records of one partition and one channel keep their order. One that can never be delivered goes to a topic of dead
 * letters, and holds up nobody.
 *
 * <p><b>Threads:</b> thread-safe; one thread of its own reads, another writes dead letters if there are any.
 *
 * <p><b>Errors:</b> a Kafka that is away or refuses and a hub that does not take records are tried again until they are
 * back.
 *
 * <p><b>Source:</b> docs/sources.md.
 */
public final class KafkaSource implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KafkaSource.class.getName());

    private final KafkaSourceOptions options;
    private final Outage outage;
    private final Stop stop = new Stop(new SystemRandomness());
    private final Thread thread;
    private volatile long lag;

    private KafkaSource(SourcePublisher publisher, KafkaSourceOptions options, KafkaClients clients) {
        this.options = options;
        this.outage = new Outage(LOG, "Kafka", options.telemetry());
        Courier courier = new Courier(
                publisher, new Courier.Terms(options.publishTimeout(), options.telemetry(), stop, Later.JDK));
        Reading.Terms terms = new Reading.Terms(options, outage, SystemTicker.INSTANCE, behind -> lag = behind);
        this.thread = new Thread(new Reading(clients, courier, terms, stop), "realtime-kafka-source");
        thread.setDaemon(true);
    }

    /**
     * Begins to read, whether or not Kafka is there yet.
     *
     * @param publisher takes the records; {@code hub::publish}
     * @throws IllegalArgumentException if Kafka finds one of {@link KafkaSourceOptions#properties} wrong
     */
    public static KafkaSource start(SourcePublisher publisher, KafkaSourceOptions options) {
        return start(publisher, options, KafkaClients.of(options));
    }

    /**
     * Looks at the options and opens nothing.
     *
     * @throws IllegalArgumentException if {@link #start} would throw one
     */
    public static void check(KafkaSourceOptions options) {
        KafkaClients.of(options);
    }

    static KafkaSource start(SourcePublisher publisher, KafkaSourceOptions options, KafkaClients clients) {
        KafkaSource source = new KafkaSource(publisher, options, clients);
        source.thread.start();
        return source;
    }

    /** Whether Kafka can be read just now. */
    public boolean isReading() {
        return outage.isReading() && thread.isAlive();
    }

    /** Records of its partitions that are not settled yet, read or not, as of the last look. */
    public long lag() {
        return lag;
    }

    /** Reads nothing more, waits a while for what is in flight, and commits it. What is left comes again. */
    @Override
    public void close() {
        stop.ask();
        try {
            // It waits for what is in flight, for the commit, for the consumer and for dead letters.
            thread.join(TimeUnit.NANOSECONDS.toMillis(6 * options.farewell().toNanos()));
            if (thread.isAlive()) {
                LOG.log(Level.WARNING, "Kafka does not let go; the thread is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
