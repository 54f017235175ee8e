package dev.realtime.edge.netty;

import dev.realtime.core.spi.Acceptor;
import dev.realtime.core.spi.Admitter;
import dev.realtime.testkit.EdgeUnderTest;
import dev.realtime.testkit.LinkContract;
import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Nested;

class NettyLinkContractTest {

    @Nested
    class OnEpoll extends LinkContract {
        @Override
        protected EdgeUnderTest start(Acceptor acceptor, Admitter admitter) {
            Assumptions.assumeTrue(Epoll.isAvailable(), "this machine has no epoll");
            return new Started(NettyLanes.open(2), acceptor, admitter);
        }
    }

    @Nested
    class OnNio extends LinkContract {
        @Override
        protected EdgeUnderTest start(Acceptor acceptor, Admitter admitter) {
            return new Started(NettyLanes.openOnNio(2), acceptor, admitter);
        }
    }

    private static final class Started implements EdgeUnderTest {

        private final NettyLanes lanes;
        private final NettyEdge edge;

        Started(NettyLanes lanes, Acceptor acceptor, Admitter admitter) {
            this.lanes = lanes;
            this.edge = NettyEdge.builder()
                    .lanes(lanes)
                    .acceptor(acceptor)
                    .admitter(admitter)
                    .limits(EdgeLimits.DEFAULT.with(limits -> {
                        limits.closeTimeout = Duration.ofSeconds(2);
                        limits.writeStall = Duration.ofSeconds(2);
                    }))
                    .start();
        }

        @Override
        public int port() {
            return edge.port();
        }

        @Override
        public String path() {
            return "/ws";
        }

        @Override
        public Set<Capability> capabilities() {
            return EnumSet.complementOf(EnumSet.of(Capability.ANSWERS_PINGS_ITSELF));
        }

        @Override
        public void close() {
            edge.close();
            lanes.close();
        }
    }
}
