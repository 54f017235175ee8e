package dev.realtime.examples.notifier;

import com.pengrad.telegrambot.TelegramBot;
import com.pengrad.telegrambot.model.CallbackQuery;
import com.pengrad.telegrambot.model.Update;
import com.pengrad.telegrambot.model.message.MaybeInaccessibleMessage;
import com.pengrad.telegrambot.model.request.InlineKeyboardButton;
import com.pengrad.telegrambot.model.request.InlineKeyboardMarkup;
import com.pengrad.telegrambot.model.request.ParseMode;
import com.pengrad.telegrambot.request.AnswerCallbackQuery;
import com.pengrad.telegrambot.request.BaseRequest;
import com.pengrad.telegrambot.request.EditMessageReplyMarkup;
import com.pengrad.telegrambot.request.GetMe;
import com.pengrad.telegrambot.request.GetUpdates;
import com.pengrad.telegrambot.request.SendMessage;
import com.pengrad.telegrambot.response.BaseResponse;
import com.pengrad.telegrambot.response.GetMeResponse;
import com.pengrad.telegrambot.response.GetUpdatesResponse;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;

/**
 * A chat of a Telegram bot.
 *
 * <p><b>Errors:</b> logs name kinds of failures, never addresses: the bot's token is in them.
 *
 * <p><b>Source:</b> https://core.telegram.org/bots/api
 */
final class TelegramChat implements Chat {

    private static final System.Logger LOG = System.getLogger(TelegramChat.class.getName());
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int POLL_SECONDS = 25;

    private final TelegramBot bot;
    private final long chat;
    private final String publicUrl;

    TelegramChat(Settings.Telegram settings, String publicUrl) {
        this.chat = settings.chat();
        this.publicUrl = publicUrl;
        OkHttpClient http = new OkHttpClient.Builder()
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                // It would send a message twice without telling.
                .retryOnConnectionFailure(false)
                // Without that, a connection the other side has closed meanwhile must not be met often.
                .connectionPool(new ConnectionPool(2, 5, TimeUnit.SECONDS))
                .build();
        this.bot = new TelegramBot.Builder(settings.botToken())
                .apiUrl(settings.api() + "/bot")
                .okHttpClient(http)
                .build();
    }

    /** The bot's name, if Telegram answers. */
    Optional<String> botName() {
        try {
            GetMeResponse me = bot.execute(new GetMe());
            return me.isOk() ? Optional.of("@" + OneLine.of(me.user().username())) : Optional.empty();
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public Outcome send(Notice notice) {
        SendMessage message =
                new SendMessage(chat, notice.html()).parseMode(ParseMode.HTML).replyMarkup(buttons(notice.key()));
        try {
            BaseResponse response = bot.execute(message);
            return response.isOk() ? new Sent() : refused(response);
        } catch (RuntimeException e) {
            return isUnsent(e) ? new Refused(OneLine.of(e), Optional.empty()) : new Unknown(OneLine.of(e));
        }
    }

    @Override
    public void removeButtons(int message) {
        tryTo(new EditMessageReplyMarkup(chat, message).replyMarkup(new InlineKeyboardMarkup()));
    }

    @Override
    public void answer(Press press, String text) {
        tryTo(new AnswerCallbackQuery(press.id()).text(text));
    }

    @Override
    public Presses presses(int after) {
        try {
            GetUpdatesResponse response = bot.execute(new GetUpdates()
                    .offset(after == 0 ? 0 : after + 1)
                    .timeout(POLL_SECONDS)
                    .allowedUpdates("callback_query"));
            return response.isOk()
                    ? presses(response.updates(), after)
                    : new Presses(List.of(), after, Optional.of(refused(response)));
        } catch (RuntimeException e) {
            return new Presses(List.of(), after, Optional.of(new Refused(OneLine.of(e), Optional.empty())));
        }
    }

    private Presses presses(List<Update> updates, int after) {
        List<Press> presses = new ArrayList<>();
        int newest = after;
        for (Update update : updates) {
            newest = Math.max(newest, update.updateId());
            Optional.ofNullable(update.callbackQuery()).flatMap(this::press).ifPresent(presses::add);
        }
        return new Presses(presses, newest, Optional.empty());
    }

    private Optional<Press> press(CallbackQuery query) {
        MaybeInaccessibleMessage message = query.maybeInaccessibleMessage();
        if (message == null || message.chat() == null || message.chat().id() != chat) {
            LOG.log(Level.WARNING, "a button was pressed in another chat, which counts for nothing");
            return Optional.empty();
        }
        return Optional.of(new Press(query.id(), message.messageId(), String.valueOf(query.data())));
    }

    private InlineKeyboardMarkup buttons(TaskKey key) {
        return new InlineKeyboardMarkup(
                new InlineKeyboardButton[] {
                    new InlineKeyboardButton("Work on This").callbackData(ButtonData.workOn(key))
                },
                new InlineKeyboardButton[] {
                    new InlineKeyboardButton("Open in Happy").url(publicUrl + RedirectPage.PATH + key.id()),
                    new InlineKeyboardButton("Dismiss").callbackData(ButtonData.DISMISS)
                });
    }

    /** For what is nice to have: an answer that comes too late, buttons that are gone. */
    private <T extends BaseRequest<T, R>, R extends BaseResponse> void tryTo(BaseRequest<T, R> request) {
        try {
            BaseResponse response = bot.execute(request);
            if (!response.isOk()) {
                LOG.log(
                        Level.INFO,
                        "Telegram to {0}: {1}",
                        request.getMethod(),
                        refused(response).why());
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "Telegram does not answer to {0}: {1}", request.getMethod(), OneLine.of(e));
        }
    }

    private static Refused refused(BaseResponse response) {
        Optional<Duration> wait = Optional.ofNullable(response.parameters())
                .flatMap(parameters -> Optional.ofNullable(parameters.retryAfter()))
                .map(Duration::ofSeconds);
        return new Refused(response.errorCode() + " " + OneLine.of(response.description()), wait);
    }

    /** Whether a request surely did not reach Telegram. */
    private static boolean isUnsent(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof NoRouteToHostException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException) {
                return true;
            }
        }
        return false;
    }
}
