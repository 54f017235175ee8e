package dev.realtime.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.UserId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Takes every publication, and remembers of each channel which version each key has. A version that is lower than one before
 * is a broken promise.
 */
final class Watcher implements KvPublisher {

    private static final JsonFactory JSON = new JsonFactory();

    private final Map<ChannelName, Map<String, Long>> versions = new HashMap<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final List<String> broken = new ArrayList<>();

    @Override
    public synchronized CompletionStage<Void> publish(ChannelName channel, Message message) {
        Map<String, Long> ofChannel = versions.computeIfAbsent(channel, none -> new HashMap<>());
        List<Map.Entry<String, Long>> keys = read(message.data().bytes());
        sizes.add(keys.size());
        for (Map.Entry<String, Long> key : keys) {
            Long before = ofChannel.put(key.getKey(), key.getValue());
            if (before != null && before > key.getValue()) {
                broken.add(key + " after " + before);
            }
        }
        return CompletableFuture.completedStage(null);
    }

    /** Waits until the user was told that version of the key, or a later one. */
    void sees(UserId user, KvKey key, long version) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(
                        () -> assertThat(versionOf(user, key)).as("%s", key).isGreaterThanOrEqualTo(version));
    }

    /** Waits until the user was told of those keys in those versions, or in later ones. */
    void sees(UserId user, Map<KvKey, Long> last, Duration patience) {
        await().atMost(patience).untilAsserted(() -> {
            for (Map.Entry<KvKey, Long> key : last.entrySet()) {
                assertThat(versionOf(user, key.getKey())).as("%s", key.getKey()).isGreaterThanOrEqualTo(key.getValue());
            }
        });
        assertThat(broken()).isEmpty();
    }

    /** -1 if it never was announced. */
    synchronized long versionOf(UserId user, KvKey key) {
        return versions.getOrDefault(KvScope.OWNER.channel(user), Map.of()).getOrDefault(key.text(), -1L);
    }

    /** How many keys each publication named. */
    synchronized List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    synchronized List<String> broken() {
        return List.copyOf(broken);
    }

    synchronized void forget() {
        versions.clear();
        sizes.clear();
    }

    private static List<Map.Entry<String, Long>> read(byte[] json) {
        List<Map.Entry<String, Long>> keys = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_ARRAY);
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                assertThat(parser.nextFieldName()).isEqualTo("key");
                String key = parser.nextTextValue();
                assertThat(parser.nextFieldName()).isEqualTo("version");
                keys.add(Map.entry(key, parser.nextLongValue(-1)));
                assertThat(parser.nextToken()).isEqualTo(JsonToken.END_OBJECT);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys;
    }
}
