package dev.realtime.examples.notifier;

import dev.realtime.core.policy.Backoff;
import dev.realtime.core.spi.Randomness;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Hears of buttons that were pressed and does what they say. Telegram keeps a press for a day, until it is told of the next
 * number: a press that was under way when the process died is heard again, and doing it twice does no harm.
 *
 * <p><b>Threads:</b> asks on a worker of its own, which waits long; what changes tasks is done on the notifier's.
 */
final class Buttons {

    private static final System.Logger LOG = System.getLogger(Buttons.class.getName());
    private static final long MAX_SECONDS = 60;

    private final Chat chat;
    private final StatusChange statusChange;
    private final Worker notifier;
    private final Worker own;
    private final Randomness randomness;
    private int newest;
    private int failures;

    Buttons(Chat chat, StatusChange statusChange, Worker notifier, Worker own, Randomness randomness) {
        this.chat = chat;
        this.statusChange = statusChange;
        this.notifier = notifier;
        this.own = own;
        this.randomness = randomness;
    }

    void start() {
        own.execute(this::poll);
    }

    private void poll() {
        Chat.Presses heard = chat.presses(newest);
        if (heard.failure().isPresent()) {
            Chat.Refused failure = heard.failure().get();
            Duration delay =
                    failure.retryAfter().orElseGet(() -> Backoff.DEFAULT.delay(failures++, Jitter.from(randomness)));
            LOG.log(
                    Level.WARNING,
                    "Telegram tells of no buttons: {0}; next try in {1} ms",
                    failure.why(),
                    String.valueOf(delay.toMillis()));
            own.after(delay, this::poll);
            return;
        }
        failures = 0;
        heard.presses().forEach(this::handle);
        newest = heard.newest();
        own.execute(this::poll);
    }

    private void handle(Press press) {
        if (press.data().equals(ButtonData.DISMISS)) {
            chat.removeButtons(press.message());
            chat.answer(press, "Dismissed");
        } else {
            chat.answer(press, changed(press.data()));
        }
    }

    private String changed(String data) {
        CompletableFuture<String> result = new CompletableFuture<>();
        notifier.execute(() -> result.complete(statusChange.apply(data)));
        return result.completeOnTimeout("The server is slow, try again", MAX_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
