package dev.realtime.server.kv;

import dev.realtime.core.hub.Hub;
import dev.realtime.kv.KvApi;
import dev.realtime.kv.KvDatabase;
import dev.realtime.kv.KvLimits;
import dev.realtime.kv.KvOptions;
import dev.realtime.kv.KvPostgres;
import dev.realtime.kv.KvReply;
import dev.realtime.kv.KvRequest;
import dev.realtime.kv.KvScope;
import dev.realtime.kv.KvSourceOptions;
import dev.realtime.kv.KvStore;
import dev.realtime.kv.SealException;
import dev.realtime.kv.VersionMode;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.KvConfig;
import dev.realtime.server.config.Secret;
import dev.realtime.source.SourceTelemetry;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The store of keys, which tells the hub of every change. A file is opened, and made if it is not there, when the first
 * request comes: a server that nobody asks for keys leaves no file behind. A PostgreSQL database is opened with the server,
 * since others may write to it.
 *
 * <p><b>Threads:</b> thread-safe; opens on a thread of its own.
 */
public final class KvStores implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("dev.realtime.server.kv");

    private record Opened(KvDatabase database, KvApi api) {}

    private final KvConfig config;
    private final Hub hub;
    private final SourceTelemetry telemetry;
    // Null until it is needed, and after an attempt that failed.
    private final AtomicReference<CompletableFuture<Opened>> opened = new AtomicReference<>();
    private volatile boolean closed;

    /** @param telemetry hears what becomes of changes */
    public KvStores(KvConfig config, Hub hub, SourceTelemetry telemetry) {
        this.config = config;
        this.hub = hub;
        this.telemetry = telemetry;
    }

    /**
     * Looks at the settings and the file of keys, if there is one; opens and makes nothing.
     *
     * @throws ConfigException if keys are missing, or cannot be read
     */
    public static void check(KvConfig config) {
        SealKeys.given(config);
    }

    /**
     * Opens it before anybody asks.
     *
     * @throws ConfigException if a key is missing or is not the one that values were sealed with
     * @throws IllegalStateException if it cannot be opened
     */
    public void open() {
        try {
            opened.set(CompletableFuture.completedFuture(openNow()));
        } catch (SealException e) {
            throw new ConfigException("kv.keys", e.getMessage());
        } catch (IllegalArgumentException e) {
            // The driver's words repeat the URL.
            throw new ConfigException("kv.url", "need a URL like jdbc:postgresql://host:5432/database");
        } catch (KvStore.UnavailableException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Never fails. */
    CompletionStage<KvReply> handle(KvRequest request) {
        return opened().thenCompose(store -> store.api().handle(request)).exceptionally(failure -> KvApi.away());
    }

    @Override
    public void close() {
        closed = true;
        CompletableFuture<Opened> store = opened.get();
        if (store != null) {
            store.thenAccept(it -> it.database().close())
                    .exceptionally(failure -> null)
                    .join();
        }
    }

    private CompletableFuture<Opened> opened() {
        CompletableFuture<Opened> mine = new CompletableFuture<>();
        CompletableFuture<Opened> others = opened.compareAndExchange(null, mine);
        if (others != null) {
            return others;
        }
        try {
            Thread opener = new Thread(() -> openFor(mine), "realtime-kv-open");
            opener.setDaemon(true);
            opener.start();
        } catch (OutOfMemoryError e) {
            // There is no thread to be had.
            opened.set(null);
            mine.completeExceptionally(e);
        }
        return mine;
    }

    private void openFor(CompletableFuture<Opened> waiting) {
        try {
            Opened store = openNow();
            waiting.complete(store);
            if (closed) {
                store.database().close();
            }
        } catch (Throwable e) {
            // Whatever it is, also an error: those who wait must hear of it, and the next may try again.
            LOG.log(Level.ERROR, "the store of keys cannot be opened: {0}", e.toString());
            opened.set(null);
            waiting.completeExceptionally(e);
        }
    }

    private Opened openNow() {
        KvOptions options =
                KvOptions.of(SealKeys.givenOrMade(config)).versions(versions()).telemetry(new KvFigures(telemetry));
        KvDatabase database = config.url()
                .map(url -> KvDatabase.postgres(
                        new KvPostgres(
                                url,
                                config.user().orElse(""),
                                config.password().map(Secret::reveal).orElse("")),
                        options))
                .orElseGet(() -> KvDatabase.inFile(config.file(), options));
        try {
            database.announceTo(hub::publish, KvSourceOptions.DEFAULT.scope(scope()));
        } catch (Throwable e) {
            database.close();
            throw e;
        }
        // It has read where to begin.
        telemetry.sourceBack();
        LOG.log(
                Level.INFO,
                "keys are kept in "
                        + (config.url().isPresent()
                                ? "PostgreSQL"
                                : config.file().toString()));
        return new Opened(database, new KvApi(database.store(), KvLimits.DEFAULT));
    }

    private VersionMode versions() {
        return config.versions() == KvConfig.Versions.COUNTER ? VersionMode.COUNTER : VersionMode.TIMESTAMP;
    }

    private KvScope scope() {
        return config.scope() == KvConfig.Scope.ALL ? KvScope.ALL : KvScope.OWNER;
    }
}
