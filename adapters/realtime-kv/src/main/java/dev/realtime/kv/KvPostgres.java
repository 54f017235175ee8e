package dev.realtime.kv;

import dev.realtime.postgres.PostgresDatabase;

/**
 * Where a PostgreSQL database is, from version 13 on. The user must own the schema, or the tables in it.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param url {@code jdbc:postgresql://host:port/database}; a parameter {@code currentSchema} names the schema
 * @param user may be empty, as may {@code password}, where the database asks for none
 */
public record KvPostgres(String url, String user, String password) {

    public KvPostgres {
        new PostgresDatabase(url, user, password);
    }

    PostgresDatabase database() {
        return new PostgresDatabase(url, user, password);
    }

    /** Without the password, which may stand in the URL, too. */
    @Override
    public String toString() {
        return "KvPostgres[" + url.split("\\?", 2)[0] + "]";
    }
}
