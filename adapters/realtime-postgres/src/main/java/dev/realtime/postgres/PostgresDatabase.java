package dev.realtime.postgres;

import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where a PostgreSQL database is, from version 13 on.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param url {@code jdbc:postgresql://host:port/database}
 * @param user may be empty, as may {@code password}, where the database asks for none
 * @param schema in which the tables are; empty for the one that the URL or the user implies
 */
public record PostgresDatabase(String url, String user, String password, String schema) {

    private static final String SCHEME = "jdbc:postgresql:";
    private static final int CONNECT_SECONDS = 3;
    // Longer than any statement may take: then it is the network that is silent.
    private static final int SILENT_SECONDS = 15;

    public PostgresDatabase {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(schema, "schema");
        if (!url.startsWith(SCHEME)) {
            throw new IllegalArgumentException("need a URL that begins with " + SCHEME);
        }
    }

    /** In the schema that the URL or the user implies. */
    public PostgresDatabase(String url, String user, String password) {
        this(url, user, password, "");
    }

    /**
     * Connections that commit by themselves, and are given up when the database is silent.
     *
     * @param name by which the database knows them
     */
    public DataSource source(String name) {
        return silentFor(name, SILENT_SECONDS);
    }

    /** The same for work that takes its time, however long the database is silent. */
    public DataSource patientSource(String name) {
        return silentFor(name, 0);
    }

    private DataSource silentFor(String name, int seconds) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        if (!user.isEmpty()) {
            source.setUser(user);
        }
        if (!password.isEmpty()) {
            source.setPassword(password);
        }
        if (!schema.isEmpty()) {
            source.setCurrentSchema(schema);
        }
        source.setApplicationName(name);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setLoginTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(seconds);
        source.setTcpKeepAlive(true);
        return source;
    }

    /** Without the password, which may stand in the URL, too. */
    @Override
    public String toString() {
        return "PostgresDatabase[" + url.split("\\?", 2)[0] + "]";
    }
}
