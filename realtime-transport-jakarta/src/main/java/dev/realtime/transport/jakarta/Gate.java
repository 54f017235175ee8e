package dev.realtime.transport.jakarta;

import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Admitter;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lets the admitter decide about a handshake while the container's thread waits: the answer cannot be held back in
 * another way, and it has to name the subprotocol.
 *
 * <p><b>Threads:</b> thread-safe; called from the container's threads.
 */
final class Gate extends ServerEndpointConfig.Configurator {

    private static final System.Logger LOG = System.getLogger(Gate.class.getName());
    private static final String SUBPROTOCOL = "Sec-WebSocket-Protocol";

    private final JakartaTransport transport;
    private final Admitter admitter;
    private final RealtimeEndpoint endpoint;

    Gate(JakartaTransport transport, Admitter admitter, RealtimeEndpoint endpoint) {
        this.transport = transport;
        this.admitter = admitter;
        this.endpoint = endpoint;
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(endpoint);
    }

    @Override
    public boolean checkOrigin(String origin) {
        return transport.options().origins().test(origin);
    }

    /** None: the admission names it, and is not known yet. */
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return "";
    }

    /** None: what containers offer inflates without a limit. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        Admission admission = decide(config.getPath(), request);
        if (admission instanceof Admission.Accepted accepted) {
            answer(response, accepted.subprotocol());
        } else if (admission instanceof Admission.RefusedBySocket refused) {
            answer(response, refused.subprotocol());
        } else if (admission instanceof Admission.Refused refused) {
            transport.options().refusal().accept(response, refused);
        }
        synchronized (this) {
            if (!new Decision(admission).leaveIn(config.getUserProperties())) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "this container mixes up the user properties of handshakes at once; they are refused");
            }
        }
    }

    private static void answer(HandshakeResponse response, Optional<String> subprotocol) {
        subprotocol.ifPresent(name -> response.getHeaders().put(SUBPROTOCOL, List.of(name)));
    }

    private Admission decide(String path, HandshakeRequest request) {
        CompletableFuture<Admission> decision = new CompletableFuture<>();
        try {
            admitter.admit(Requests.handshake(path, request, transport.options()))
                    .whenComplete((admission, failure) -> {
                        if (failure == null) {
                            decision.complete(admission);
                        } else {
                            decision.completeExceptionally(failure);
                        }
                    });
            return decision.get(transport.options().admissionTimeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (IllegalArgumentException e) {
            return Refusals.UNREADABLE;
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "nobody could decide about a handshake: " + e.getClass().getName());
            return Refusals.UNDECIDED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Refusals.UNDECIDED;
        }
    }
}
