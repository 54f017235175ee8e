package dev.realtime.source.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Message;
import dev.realtime.core.RefusedException;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Broker;
import dev.realtime.source.Rejection;
import dev.realtime.source.Routing;
import dev.realtime.source.SourceTelemetry;
import dev.realtime.source.delivery.Courier;
import dev.realtime.source.delivery.Stop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One partition on a hub that takes, takes late, refuses and loses answers as the seed says, read by consumers that die at
 * any moment and leave behind what was committed.
 */
class FlowSeedsTest {

    private static final int RECORDS = 120;
    private static final int SEEDS = 100;
    private static final List<String> USERS = List.of("ann", "bob", "cid", "*");

    // Held, so that its level is not forgotten.
    private static final Logger LETTERS = Logger.getLogger(DeadLetters.class.getName());

    @BeforeAll
    static void hush() {
        LETTERS.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        LETTERS.setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 10})
    @DisplayName("P17: every record once and in order in its user's log, whatever the hub and the consumers do")
    void putsEveryRecordIntoItsLogOnce(int deaths) {
        for (int seed = 0; seed < SEEDS; seed++) {
            new World(seed, deaths).run();
        }
    }

    private static final class World implements SourceTelemetry {
        private final int seed;
        private final Random random;
        private final Stop stop = new Stop(new SystemRandomness());
        private final Map<String, List<Integer>> logs = new HashMap<>();
        private final Set<String> known = new HashSet<>();
        private final List<Runnable> waiting = new ArrayList<>();
        private final List<String> users = new ArrayList<>();
        private final KafkaSourceOptions options =
                KafkaSourceOptions.at("nowhere:9092").withoutDeadLetters().telemetry(this);
        private int deathsLeft;
        private int committed;
        private int next;
        private int unfit;
        private Flow flow;

        World(int seed, int deaths) {
            this.seed = seed;
            this.random = new Random(seed);
            this.deathsLeft = deaths;
            for (int i = 0; i < RECORDS; i++) {
                users.add(USERS.get(random.nextInt(USERS.size())));
            }
        }

        void run() {
            try (DeadLetters deadLetters = new DeadLetters(new NoClients(), options, stop, SystemTicker.INSTANCE)) {
                begin(deadLetters);
                while (committed < RECORDS) {
                    step(deadLetters);
                }
            }
            for (String user : USERS.subList(0, 3)) {
                assertThat(logs.getOrDefault(user, List.of()))
                        .as("seed %d, %s", seed, user)
                        .isEqualTo(recordsOf(user));
            }
            assertThat(unfit)
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(recordsOf("*").size());
        }

        private void begin(DeadLetters deadLetters) {
            Courier courier = new Courier(
                    this::publish,
                    new Courier.Terms(options.publishTimeout(), this, stop, (delay, task) -> waiting.add(task)));
            flow = new Flow(Routing.to("tasks#{user}"), courier, deadLetters);
            next = committed;
        }

        private void step(DeadLetters deadLetters) {
            int chance = random.nextInt(100);
            if (chance < 40 && next < RECORDS) {
                flow.take(record(next++));
            } else if (chance < 88 && !waiting.isEmpty()) {
                waiting.remove(random.nextInt(waiting.size())).run();
            } else if (chance < 98) {
                flow.settle();
                flow.position().ifPresent(position -> committed = (int) position.offset());
            } else if (deathsLeft-- > 0) {
                flow.end();
                begin(deadLetters);
            }
        }

        private CompletionStage<?> publish(ChannelName channel, Message message) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            switch (random.nextInt(6)) {
                case 0 -> answer.completeExceptionally(new RefusedException(ErrorCode.OVERLOADED, "later"));
                case 1 -> waiting.add(
                        () -> answer.completeExceptionally(new Broker.UnavailableException("away", null)));
                case 2 -> {
                    append(channel, message);
                    waiting.add(() -> answer.completeExceptionally(new Broker.UnavailableException("lost", null)));
                }
                case 3 -> {
                    append(channel, message);
                    answer.complete(null);
                }
                default -> waiting.add(() -> {
                    append(channel, message);
                    answer.complete(null);
                });
            }
            return answer;
        }

        // What a broker does within five minutes.
        private void append(ChannelName channel, Message message) {
            if (known.add(channel + " " + message.idempotencyKey())) {
                String number = new String(message.data().bytes(), UTF_8).replaceAll("\\D", "");
                logs.computeIfAbsent(channel.local().substring("tasks#".length()), none -> new ArrayList<>())
                        .add(Integer.parseInt(number));
            }
        }

        private List<Integer> recordsOf(String user) {
            List<Integer> records = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                if (users.get(i).equals(user)) {
                    records.add(i);
                }
            }
            return records;
        }

        private ConsumerRecord<byte[], byte[]> record(int offset) {
            String value = "{\"user\":\"" + users.get(offset) + "\",\"n\":" + offset + "}";
            return new ConsumerRecord<>("t", 0, offset, null, value.getBytes(UTF_8));
        }

        @Override
        public void rejected(Rejection why) {
            unfit++;
        }
    }
}
