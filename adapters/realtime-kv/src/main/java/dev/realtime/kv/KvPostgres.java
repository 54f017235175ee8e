package dev.realtime.kv;

import java.util.Objects;

/**
 * Where a PostgreSQL database is, from version 13 on. The user must own the schema, or the tables in it.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param url {@code jdbc:postgresql://host:port/database}; a parameter {@code currentSchema} names the schema
 * @param user may be empty, as may {@code password}, where the database asks for none
 */
public record KvPostgres(String url, String user, String password) {

    private static final String SCHEME = "jdbc:postgresql:";

    public KvPostgres {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        if (!url.startsWith(SCHEME)) {
            throw new IllegalArgumentException("need a URL that begins with " + SCHEME);
        }
    }

    /** Without the password, which may stand in the URL, too. */
    @Override
    public String toString() {
        return "KvPostgres[" + url.split("\\?", 2)[0] + "]";
    }
}
