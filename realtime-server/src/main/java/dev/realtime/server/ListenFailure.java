package dev.realtime.server;

import dev.realtime.server.config.ListenConfig;
import java.util.Locale;
import java.util.Optional;

/** Why a server cannot listen, in one line for people that names the setting to change. */
final class ListenFailure {

    private ListenFailure() {}

    /** @param failure what the edge threw; its cause holds the words of the operating system */
    static String text(ListenConfig listen, IllegalStateException failure) {
        String cause = Optional.ofNullable(failure.getCause())
                .map(Throwable::getMessage)
                .orElse("");
        String words = cause.toLowerCase(Locale.ROOT);
        if (words.contains("address already in use")) {
            return "port " + listen.port() + " of " + listen.host() + " is in use: stop what listens there, or set"
                    + " server.port to another one (0 for any that is free)";
        }
        if (words.contains("cannot assign requested address")) {
            return "server.host " + listen.host() + " is no address of this machine";
        }
        if (words.contains("permission denied")) {
            return "port " + listen.port() + " is not this user's to listen on: set server.port to one from 1024 on";
        }
        return failure.getMessage() + (cause.isEmpty() ? "" : ": " + cause);
    }
}
