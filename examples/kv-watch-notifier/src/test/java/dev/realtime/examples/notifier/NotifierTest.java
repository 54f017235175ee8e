package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.realtime.core.memory.SystemRandomness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NotifierTest {

    private final FakeKeys keys = new FakeKeys();
    private final FakeChat chat = new FakeChat();

    @TempDir
    private Path directory;

    private ManualWorker worker;
    private StateFile ledger;
    private Notifier notifier;
    private StatusChange statusChange;

    @BeforeEach
    void begin() {
        start(OnDoubt.RESEND);
    }

    @AfterEach
    void end() {
        ledger.close();
    }

    @Nested
    @DisplayName("the first start")
    class FirstStart {

        @Test
        void sendsNothingOfWhatIsThere() {
            Change old = keys.put("a", "old");
            notifier.changed(List.of(old));

            connect();

            assertThat(chat.shown).isEmpty();
        }

        @Test
        void sendsWhatChangesThen() {
            keys.put("a", "old");
            connect();

            hear(keys.put("a", "new"));

            assertThat(chat.shown).containsExactly("new");
        }

        @Test
        void isNotOverBeforeTheServerHasAnswered() {
            keys.put("a", "old");
            keys.away = true;
            connect();
            restart(OnDoubt.RESEND);
            keys.away = false;

            connect();

            assertThat(chat.shown).isEmpty();
        }
    }

    @Nested
    @DisplayName("a watch that is connected")
    class Connected {

        @BeforeEach
        void begin() {
            connect();
        }

        @Test
        void tellsTheNewestVersionOnly() {
            Change first = keys.put("a", "first");
            Change second = keys.put("a", "second");

            hear(first, second);
            hear(first);

            assertThat(chat.shown).containsExactly("second");
        }

        @Test
        void tellsNothingOfADeletionButOfWhatIsWrittenAfterIt() {
            hear(keys.put("a", "first"));
            hear(keys.delete("a"));
            hear(keys.put("a", "again"));

            assertThat(chat.shown).containsExactly("first", "again");
        }

        @Test
        void tellsThatATaskChangedWhichCannotBeRead() {
            keys.put("a", "");
            TaskKey key = new TaskKey("a");
            keys.entries.put(key, new Entry("sealed with a lost key", 7));
            keys.entries.put(new TaskKey("b"), new Entry("not base64!", 8));

            hear(new Change(key, 7), new Change(new TaskKey("b"), 8));

            assertThat(chat.shown)
                    .containsExactly(
                            "A task changed that cannot be read here", "A task changed that cannot be read here");
        }

        @Test
        void tellsWhatItHearsOfWhileTheListFails() {
            keys.listFails = true;
            connect();

            hear(keys.put("a", "first"));
            hear(keys.put("b", "second"));

            assertThat(chat.shown).containsExactly("first", "second");
        }

        @Test
        void findsWhatItMissedWhenTheListIsThereAgain() {
            keys.listFails = true;
            keys.put("missed", "missed");
            connect();
            hear(keys.put("a", "heard of"));
            keys.listFails = false;

            worker.pass(Duration.ofMinutes(1));

            assertThat(chat.shown).containsExactly("heard of", "missed");
        }

        @Test
        void asksAServerThatIsAwayAgain() {
            keys.away = true;
            hear(keys.put("a", "first"));
            keys.away = false;

            worker.pass(Duration.ofSeconds(1));

            assertThat(chat.shown).containsExactly("first");
        }

        @Test
        void doesNotWaitForAServerThatIsBack() {
            keys.away = true;
            hear(keys.put("a", "first"));
            worker.pass(Duration.ofMinutes(2));
            keys.away = false;

            connect();

            assertThat(chat.shown).containsExactly("first");
        }
    }

    @Nested
    @DisplayName("a watch that was away")
    class Away {

        @Test
        void findsWhatWasChangedCreatedAndDeletedMeanwhile() {
            hear(keys.put("a", "a1"), keys.put("b", "b1"), keys.put("c", "c1"));
            connect();
            keys.put("a", "a2");
            keys.delete("b");
            keys.put("d", "d1");

            connect();

            assertThat(chat.shown).containsExactly("a2", "d1");
            assertThat(ledger.keys()).containsExactlyInAnyOrder(new TaskKey("a"), new TaskKey("c"), new TaskKey("d"));
        }

        @Test
        void remembersOverARestart() {
            connect();
            hear(keys.put("a", "a1"));
            restart(OnDoubt.RESEND);
            keys.put("b", "b1");

            connect();

            assertThat(chat.shown).containsExactly("a1", "b1");
        }
    }

    @Nested
    @DisplayName("a chat that refuses")
    class Refusing {

        @BeforeEach
        void begin() {
            connect();
        }

        @Test
        void isLeftAloneAsLongAsItAsksFor() {
            chat.outcomes.add(new Chat.Refused("429", Optional.of(Duration.ofSeconds(40))));
            hear(keys.put("a", "a1"));

            connect();
            worker.pass(Duration.ofSeconds(39));
            assertThat(chat.shown).isEmpty();

            worker.pass(Duration.ofSeconds(1));
            assertThat(chat.shown).containsExactly("a1");
        }

        @Test
        void doesNotKeepOthersWaiting() {
            chat.outcomes.add(new Chat.Refused("400", Optional.empty()));

            hear(keys.put("a", "a1"), keys.put("b", "b1"));
            worker.pass(Duration.ofSeconds(1));

            assertThat(chat.shown).containsExactly("b1", "a1");
        }

        @Test
        void isNotInDoubt() {
            chat.outcomes.add(new Chat.Refused("500", Optional.empty()));
            hear(keys.put("a", "a1"));
            restart(OnDoubt.SKIP);

            connect();

            assertThat(chat.shown).containsExactly("a1");
        }
    }

    @Nested
    @DisplayName("a message in doubt")
    class Doubt {

        @Test
        void isSentAgainWhenTheProcessDied() {
            connect();
            Change change = keys.put("a", "a1");
            ledger.sending(change);
            restart(OnDoubt.RESEND);

            connect();

            assertThat(chat.shown).containsExactly("a1");
        }

        @Test
        void isSkippedIfThatIsWanted() {
            connect();
            ledger.sending(keys.put("a", "a1"));
            restart(OnDoubt.SKIP);
            keys.put("b", "b1");

            connect();

            assertThat(chat.shown).containsExactly("b1");
        }

        @Test
        void isRecordedBeforeItIsSent() {
            connect();
            chat.isTheLastThingSeen = true;
            assertThatIllegalStateException().isThrownBy(() -> hear(keys.put("a", "a1")));
            chat.isTheLastThingSeen = false;
            restart(OnDoubt.SKIP);

            connect();

            assertThat(chat.shown).containsExactly("a1");
        }

        @Test
        void isTheSameWhenTheAnswerIsLost() {
            connect();
            chat.outcomes.add(new Chat.Unknown("reset"));
            hear(keys.put("a", "a1"));
            worker.pass(Duration.ofSeconds(1));
            assertThat(chat.shown).containsExactly("a1", "a1");

            restart(OnDoubt.SKIP);
            connect();
            chat.outcomes.add(new Chat.Unknown("reset"));
            hear(keys.put("a", "a2"));
            worker.pass(Duration.ofSeconds(60));
            assertThat(chat.shown).containsExactly("a1", "a1", "a2");
        }
    }

    @Nested
    @DisplayName("Work on This")
    class WorkOnThis {

        @BeforeEach
        void begin() {
            connect();
            hear(keys.put("a", "a1"));
            chat.shown.clear();
        }

        @Test
        void setsTheStatusAndIsNoNews() {
            assertThat(statusChange.apply("work:a")).isEqualTo("You are working on it");

            assertThat(status("a")).isEqualTo("in_progress");
            hearNow("a");
            assertThat(chat.shown).isEmpty();
        }

        @Test
        @DisplayName("is no news even if the answer of the server is lost, and the process with it")
        void isRecognised() {
            keys.answerIsLost = true;
            assertThat(statusChange.apply("work:a")).isEqualTo("The server is away, try again");
            restart(OnDoubt.RESEND);

            connect();

            assertThat(status("a")).isEqualTo("in_progress");
            assertThat(chat.shown).isEmpty();
        }

        @Test
        void hidesNoChangeThatIsNotAnnouncedYet() {
            keys.put("a", "a2");

            statusChange.apply("work:a");
            hearNow("a");

            assertThat(chat.shown).containsExactly("a2");
        }

        @Test
        void writesOverNobody() {
            keys.faster = Optional.of("a2");

            assertThat(statusChange.apply("work:a")).isEqualTo("You are working on it");
            hearNow("a");

            assertThat(status("a")).isEqualTo("in_progress");
            assertThat(chat.shown).containsExactly("a2");
        }

        @Test
        void saysWhatIsNotThere() {
            keys.delete("a");

            assertThat(statusChange.apply("work:a")).isEqualTo("This task is not here any more");
            assertThat(statusChange.apply("work#unknown")).isEqualTo("This task is not here any more");
            assertThat(statusChange.apply("nonsense")).isEqualTo("This task is not here any more");
        }

        @Test
        void mayBePressedTwice() {
            statusChange.apply("work:a");
            long version = keys.entries.get(new TaskKey("a")).version();

            assertThat(statusChange.apply("work:a")).isEqualTo("You are working on it");
            assertThat(keys.entries.get(new TaskKey("a")).version()).isEqualTo(version);
        }

        private String status(String id) {
            return new TodoFormat(Optional.empty())
                    .read(keys.entries.get(new TaskKey(id)).value())
                    .orElseThrow()
                    .status();
        }

        private void hearNow(String id) {
            TaskKey key = new TaskKey(id);
            hear(new Change(key, keys.entries.get(key).version()));
        }
    }

    private void connect() {
        notifier.connected();
        worker.run();
    }

    private void hear(Change... changes) {
        notifier.changed(List.of(changes));
        worker.run();
    }

    private void restart(OnDoubt onDoubt) {
        ledger.close();
        start(onDoubt);
    }

    private void start(OnDoubt onDoubt) {
        worker = new ManualWorker();
        ledger = StateFile.open(directory.resolve("state.json"), onDoubt);
        Notifier.Ports ports = new Notifier.Ports(keys, chat, ledger);
        TodoFormat format = new TodoFormat(Optional.empty());
        statusChange = new StatusChange(ports, format, "in_progress");
        notifier = new Notifier(ports, format, onDoubt, worker, new SystemRandomness());
    }
}
