package dev.realtime.kv;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.sql.DataSource;

/** A real PostgreSQL that all tests of this run share. It ends with the JVM. */
final class Pg {

    private static final Pg SHARED = new Pg();

    private final EmbeddedPostgres server;

    private Pg() {
        try {
            server = EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        }
    }

    static Pg shared() {
        return SHARED;
    }

    /** A new database, empty. */
    KvPostgres another(String name) {
        Sql.run(plain("postgres"), "create database " + name);
        return new KvPostgres(server.getJdbcUrl("postgres", name), "", "");
    }

    DataSource plain(String name) {
        return server.getDatabase("postgres", name);
    }
}
