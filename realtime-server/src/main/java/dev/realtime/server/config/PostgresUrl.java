package dev.realtime.server.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** What a setting must be that names a PostgreSQL database. */
final class PostgresUrl {

    private static final String SCHEME = "jdbc:postgresql:";
    private static final Pattern PASSWORD = Pattern.compile("(?i)[?&](ssl)?password=|^[^?]*@");

    private PostgresUrl() {}

    /** @throws IllegalArgumentException without a word of what it is */
    static void check(Optional<String> url) {
        if (url.filter(text -> !text.startsWith(SCHEME)).isPresent()) {
            throw new IllegalArgumentException("need a url that begins with " + SCHEME);
        }
        // It would be seen in the list of processes, in `config show` and in logs.
        if (url.filter(text -> PASSWORD.matcher(text).find()).isPresent()) {
            throw new IllegalArgumentException(
                    "need a url without a password: it goes into the setting password beside url, which may be a file");
        }
    }
}
