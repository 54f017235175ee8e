package dev.realtime.core.spi;

import dev.realtime.core.Payload;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The application's side of a {@link Call}.
 *
 * <p>The engine asks nobody whether a client may call: a handler decides, by {@link Call#caller}.
 *
 * <p><b>Threads:</b> called on the executor that the hub was given, so it may block; a thread that it takes is one that
 * others wait for. The calls of one connection are handled one at a time, in the order in which they came: the next
 * begins when the stage of the one before has completed. Handlers of different connections run at the same time. What
 * it returns may complete on any thread.
 *
 * <p><b>Errors:</b> all of these may be thrown, or be the outcome of the stage.
 *
 * <ul>
 *   <li>A {@link dev.realtime.core.RefusedException} goes to the client, code and message, also where it is an event.
 *   <li>Anything else is answered with {@code INTERNAL_ERROR} and a fixed text, and logged; of an event, logged only.
 *   <li>A handler that takes longer than {@code callTimeout} is logged and its client answered with {@code TIMEOUT};
 *       what it returns later is dropped. Nothing stops it: give what it waits for an end of its own. Until it ends its
 *       client's further calls are refused with {@code OVERLOADED}.
 * </ul>
 */
@FunctionalInterface
public interface CallHandler {

    /**
     * Does what the call asks for. Called at most once for each call, and not at all for one that waited too long.
     *
     * @return the answer, not null; dropped if nobody waits for one
     */
    CompletionStage<Payload> handle(Call call);

    /** A handler that has its answer when it returns, however long it takes to. */
    static CallHandler answering(Answer answer) {
        return call -> {
            try {
                return CompletableFuture.completedFuture(answer.to(call));
            } catch (Exception e) {
                return CompletableFuture.failedFuture(e);
            }
        };
    }

    /** A handler of events: should a client want an answer nevertheless, it is an empty object. */
    static CallHandler hearing(Reaction reaction) {
        return answering(call -> {
            reaction.to(call);
            return Payload.EMPTY;
        });
    }

    /** Makes the answer to a call; may block and throw. */
    @FunctionalInterface
    interface Answer {
        Payload to(Call call) throws Exception;
    }

    /** Does what an event asks for; may block and throw. */
    @FunctionalInterface
    interface Reaction {
        void to(Call call) throws Exception;
    }
}
