package dev.realtime.server.cli;

/** A command that takes the server's settings as flags. */
interface Configured {

    ConfigFlags flags();
}
