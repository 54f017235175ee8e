package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.examples.notifier.TelegramStandIn.Sent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client library and the rules of the Bot API. */
@Timeout(60)
class TelegramChatTest {

    private static final TaskKey KEY = new TaskKey("f649");
    private static final Notice NOTICE =
            Notice.of(KEY, Optional.of(new Todo("Buy <milk> & eggs", "before \"noon\"", "todo", "high")));

    private final TelegramStandIn telegram = TelegramStandIn.start();
    private final TelegramChat chat = chat("https://tasks.example.com");

    @AfterEach
    void end() {
        telegram.close();
    }

    @Test
    void sendsTextAndThreeButtons() {
        assertThat(chat.send(NOTICE)).isEqualTo(new Chat.Sent());

        assertThat(telegram.sent()).hasSize(1);
        Sent sent = telegram.sent().get(0);
        assertThat(sent.text()).isEqualTo("Buy <milk> & eggs\nbefore \"noon\"\n\nStatus: todo\nPriority: high");
        assertThat(sent.buttons())
                .containsExactly(
                        new TelegramStandIn.Button("Work on This", "", "work:f649"),
                        new TelegramStandIn.Button("Open in Happy", "https://tasks.example.com/open/task/f649", ""),
                        new TelegramStandIn.Button("Dismiss", "", "dismiss"));
    }

    @Test
    @DisplayName("a long id, and long texts, still make a message that Telegram takes")
    void fitsWhatIsLong() {
        TaskKey longKey = new TaskKey("x".repeat(250));
        Todo todo = new Todo("t".repeat(5000), "😀&".repeat(5000), "s".repeat(500), "p".repeat(500));

        assertThat(chat.send(Notice.of(longKey, Optional.of(todo)))).isEqualTo(new Chat.Sent());

        String data = telegram.sent().get(0).button("Work on This").data();
        assertThat(ButtonData.taskToWorkOn(data, List.of(KEY, longKey))).contains(longKey);
    }

    @Test
    void hearsOfPressesInItsChatAlone() {
        chat.send(NOTICE);
        int message = telegram.sent().get(0).id();
        telegram.press(99, message, "work:other");
        String id = telegram.press(message, "work:f649");

        Chat.Presses heard = chat.presses(0);

        assertThat(heard.presses()).containsExactly(new Press(id, message, "work:f649"));
        assertThat(chat.presses(heard.newest()).presses()).isEmpty();
    }

    @Test
    void answersAPressAndTakesButtonsAway() {
        chat.send(NOTICE);
        int message = telegram.sent().get(0).id();
        String id = telegram.press(message, "dismiss");

        chat.removeButtons(message);
        chat.answer(new Press(id, message, "dismiss"), "Dismissed");

        assertThat(telegram.hasButtons(message)).isFalse();
        assertThat(telegram.answer(id)).contains("Dismissed");
    }

    @Test
    void saysHowLongToWait() {
        telegram.refuseNext(429, Duration.ofSeconds(7));

        assertThat(chat.send(NOTICE))
                .isEqualTo(new Chat.Refused("429 Refused: as the test wants it", Optional.of(Duration.ofSeconds(7))));
    }

    @Test
    void knowsThatItWasNotSentWhereNobodyListens() {
        telegram.close();

        assertThat(chat.send(NOTICE)).isInstanceOf(Chat.Refused.class);
    }

    @Test
    void knowsNothingWhenTheAnswerIsLost() {
        telegram.whenSent(message -> {
            throw new IllegalStateException("the connection ends without an answer");
        });

        assertThat(chat.send(NOTICE)).isInstanceOf(Chat.Unknown.class);
        assertThat(telegram.sent()).hasSize(1);
    }

    @Test
    @DisplayName("a link that only the app knows is refused, as by Telegram")
    void theStandInIsStrict() {
        assertThat(chat("happy://zen").send(NOTICE))
                .isInstanceOfSatisfying(
                        Chat.Refused.class, refused -> assertThat(refused.why()).contains("unsupported URL protocol"));
        assertThat(telegram.sent()).isEmpty();
    }

    @Test
    void saysWhoseBotItIs() {
        assertThat(chat.botName()).contains("@ZenFlo_bot");
    }

    private TelegramChat chat(String publicUrl) {
        return new TelegramChat(
                new Settings.Telegram(telegram.url(), TelegramStandIn.TOKEN, TelegramStandIn.CHAT), publicUrl);
    }
}
