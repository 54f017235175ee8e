package dev.realtime.testkit;

import dev.realtime.core.CloseCode;
import dev.realtime.core.ErrorCode;
import dev.realtime.core.Identity;
import dev.realtime.core.UserId;
import dev.realtime.core.frame.ClientFrame;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.frame.ServerFrame;
import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admission;
import dev.realtime.core.spi.Authenticator;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Inbound;
import dev.realtime.core.spi.Lane;
import dev.realtime.core.spi.Link;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes sockets in the engine's place. <b>Threads:</b> the edge calls on lanes, the test from its own thread. */
final class RecordingAcceptor implements Acceptor {

    private final BlockingQueue<RecordedLink> accepted = new LinkedBlockingQueue<>();
    private volatile Consumer<RecordedLink> welcome = link -> {};
    private volatile boolean offLane;

    /** Names what happens inside {@code accept} from now on. */
    void welcome(Consumer<RecordedLink> newWelcome) {
        welcome = newWelcome;
    }

    /** The next accepted socket. */
    RecordedLink next() {
        try {
            RecordedLink link = accepted.poll(10, TimeUnit.SECONDS);
            if (link == null) {
                throw new AssertionError("the edge accepted no socket in 10 s");
            }
            return link;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    boolean hasAcceptedNone() {
        return accepted.isEmpty();
    }

    boolean wasCalledOffLane() {
        return offLane;
    }

    @Override
    public Inbound accept(Lane lane, Link link, Admission.Accepted admission) {
        offLane |= !lane.isCurrent();
        RecordedLink recorded = new RecordedLink(lane, link, admission);
        welcome.accept(recorded);
        accepted.add(recorded);
        return recorded;
    }

    /** What an edge is told of a peer that may come in. */
    static Admission.Accepted admission(String user, Optional<String> subprotocol) {
        Authenticator nobody = token ->
                CompletableFuture.completedStage(new Authenticator.Outcome.Rejected(ErrorCode.UNAUTHORIZED, "test"));
        Identity identity = Identity.claimed(UserId.of(user));
        return new Admission.Accepted(new Mute(), subprotocol, Optional.of(identity), nobody, "127.0.0.1");
    }

    /** Only its name and its closes matter to an edge. */
    private static final class Mute implements Dialect {
        @Override
        public String name() {
            return "mute";
        }

        @Override
        public ClientFrame decode(byte[] utf8) {
            return new ClientFrame.Malformed(OptionalLong.empty(), "mute");
        }

        @Override
        public ClientFrame decodeBinary(byte[] bytes) {
            return decode(bytes);
        }

        @Override
        public EncodedFrame encode(ServerFrame frame) {
            return EncodedFrame.NONE;
        }

        @Override
        public boolean startsWithConnect() {
            return false;
        }

        @Override
        public String closeReason(CloseCode code) {
            return "";
        }
    }
}
