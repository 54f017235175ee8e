package dev.realtime.auth;

import java.util.concurrent.CompletionStage;

/** Gets the text of a key set from wherever it is. <b>Threads:</b> called by one caller at a time, returns at once. */
interface KeyFetch extends AutoCloseable {

    CompletionStage<byte[]> fetch();

    @Override
    void close();
}
