package dev.realtime.examples.notifier;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.Optional;

/** What buttons carry: at most 64 bytes, so a long id is replaced by its digest. */
final class ButtonData {

    static final String DISMISS = "dismiss";

    private static final String WORK_ON = "work:";
    private static final String WORK_ON_DIGEST = "work#";
    private static final int MAX_BYTES = 64;

    private ButtonData() {}

    static String workOn(TaskKey key) {
        String whole = WORK_ON + key.id();
        return whole.length() <= MAX_BYTES ? whole : WORK_ON_DIGEST + digest(key);
    }

    /**
     * The task that somebody wants to work on.
     *
     * @param known where to look for one whose id is not in the data
     */
    static Optional<TaskKey> taskToWorkOn(String data, Iterable<TaskKey> known) {
        if (data.startsWith(WORK_ON)) {
            return TaskKey.of(TaskKey.PREFIX + data.substring(WORK_ON.length()));
        }
        if (data.startsWith(WORK_ON_DIGEST)) {
            String digest = data.substring(WORK_ON_DIGEST.length());
            for (TaskKey key : known) {
                if (digest(key).equals(digest)) {
                    return Optional.of(key);
                }
            }
        }
        return Optional.empty();
    }

    private static String digest(TaskKey key) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Digest.sha256(key.id().getBytes(US_ASCII)));
    }
}
