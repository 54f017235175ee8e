package dev.realtime.server.kv;

import dev.realtime.core.hub.Hub;
import dev.realtime.core.memory.SystemRandomness;
import dev.realtime.core.spi.Randomness;
import dev.realtime.kv.KvApi;
import dev.realtime.kv.KvDatabase;
import dev.realtime.kv.KvLimits;
import dev.realtime.kv.KvOptions;
import dev.realtime.kv.KvPostgres;
import dev.realtime.kv.KvReply;
import dev.realtime.kv.KvRequest;
import dev.realtime.kv.KvScope;
import dev.realtime.kv.KvSourceOptions;
import dev.realtime.kv.SealException;
import dev.realtime.kv.SealKey;
import dev.realtime.kv.SealKeyFile;
import dev.realtime.kv.Sealer;
import dev.realtime.kv.VersionMode;
import dev.realtime.server.config.ConfigException;
import dev.realtime.server.config.KvConfig;
import dev.realtime.server.config.Secret;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.List;
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
    // Null until it is needed, and after an attempt that failed.
    private final AtomicReference<CompletableFuture<Opened>> opened = new AtomicReference<>();
    private volatile boolean closed;

    public KvStores(KvConfig config, Hub hub) {
        this.config = config;
        this.hub = hub;
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
        } catch (RuntimeException e) {
            throw new IllegalStateException("the store of keys cannot be opened: " + e.getMessage(), e);
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
        Thread opener = new Thread(() -> openFor(mine), "realtime-kv-open");
        opener.setDaemon(true);
        opener.start();
        return mine;
    }

    private void openFor(CompletableFuture<Opened> waiting) {
        try {
            Opened store = openNow();
            waiting.complete(store);
            if (closed) {
                store.database().close();
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "the store of keys cannot be opened: {0}", e.getMessage());
            opened.set(null);
            waiting.completeExceptionally(e);
        }
    }

    private Opened openNow() {
        KvOptions options = KvOptions.of(sealer()).versions(versions());
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
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        LOG.log(
                Level.INFO,
                "keys are kept in "
                        + (config.url().isPresent()
                                ? "PostgreSQL"
                                : config.file().toString()));
        return new Opened(database, new KvApi(database.store(), KvLimits.DEFAULT));
    }

    private Sealer sealer() {
        Randomness randomness = new SystemRandomness();
        List<SealKey> keys = config.keys()
                .map(KvStores::parsed)
                .orElseGet(() -> SealKeyFile.openOrCreate(config.keyFile(), randomness));
        return new Sealer(keys, randomness);
    }

    private static List<SealKey> parsed(Secret keys) {
        return Arrays.stream(keys.reveal().split("[,\\s]+"))
                .filter(text -> !text.isEmpty())
                .map(SealKey::parse)
                .toList();
    }

    private VersionMode versions() {
        return config.versions() == KvConfig.Versions.COUNTER ? VersionMode.COUNTER : VersionMode.TIMESTAMP;
    }

    private KvScope scope() {
        return config.scope() == KvConfig.Scope.ALL ? KvScope.ALL : KvScope.OWNER;
    }
}
