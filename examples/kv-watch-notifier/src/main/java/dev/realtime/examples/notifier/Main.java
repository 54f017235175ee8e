package dev.realtime.examples.notifier;

import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.memory.SystemTicker;
import dev.realtime.core.spi.Randomness;
import dev.realtime.kv.ClientBox;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/** The daemon. Its settings are in the environment: {@code README.md} lists them. */
public final class Main {

    private static final System.Logger LOG = System.getLogger(Main.class.getName());
    /** Of sysexits.h, and of the server: nothing was begun, and another try would end alike. */
    private static final int BAD_CONFIGURATION = 78;

    static {
        // one line each, without a date where the supervisor adds one anyway
        setIfAbsent("java.util.logging.SimpleFormatter.format", "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n");
        // of the redirect page: a page goes out at once, and a peer that takes its time loses its turn
        setIfAbsent("sun.net.httpserver.nodelay", "true");
        setIfAbsent("sun.net.httpserver.maxReqTime", "10");
        setIfAbsent("sun.net.httpserver.maxRspTime", "10");
    }

    private Main() {}

    /** @param args none */
    public static void main(String[] args) {
        run(UnaryOperator.identity());
    }

    /** @param ports may put something between the notifier and what it stands between */
    static void run(UnaryOperator<Notifier.Ports> ports) {
        try {
            start(Settings.of(System.getenv()), ports);
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException e) {
            LOG.log(Level.ERROR, e.getMessage());
            System.exit(BAD_CONFIGURATION);
        }
    }

    private static void start(Settings settings, UnaryOperator<Notifier.Ports> ports) {
        Randomness randomness = new SystemRandomness();
        StateFile ledger = StateFile.open(settings.state(), settings.onDoubt());
        RedirectPage page = new RedirectPage(settings.listen());
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
        TelegramChat telegram = new TelegramChat(settings.telegram(), settings.publicUrl());
        Notifier.Ports wired = ports.apply(
                new Notifier.Ports(new HttpKeys(http, settings.server(), settings.token()), telegram, ledger));
        TodoFormat format = new TodoFormat(settings.boxKey().map(key -> new ClientBox(key, randomness)));

        ThreadWorker work = new ThreadWorker("notifier");
        ThreadWorker watching = new ThreadWorker("watch");
        ThreadWorker listening = new ThreadWorker("buttons");
        Notifier notifier = new Notifier(wired, format, settings.onDoubt(), work, randomness);
        listening.execute(() ->
                LOG.log(Level.INFO, "Telegram: {0}", telegram.botName().orElse("no answer, or not to this token")));
        new Buttons(wired.chat(), new StatusChange(wired, format, settings.workStatus()), work, listening, randomness)
                .start();
        new Watch(
                        http,
                        settings.server(),
                        settings.token(),
                        listener(notifier),
                        new Watch.Context(watching, SystemTicker.INSTANCE, randomness))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            work.close();
            page.close();
            ledger.close();
        }));
        LOG.log(Level.INFO, "Tasks open at {0}, port {1,number,#}", settings.publicUrl(), page.port());
    }

    private static Watch.Listener listener(Notifier notifier) {
        return new Watch.Listener() {
            @Override
            public void connected() {
                notifier.connected();
            }

            @Override
            public void changed(List<Change> changes) {
                notifier.changed(changes);
            }
        };
    }

    private static void setIfAbsent(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
