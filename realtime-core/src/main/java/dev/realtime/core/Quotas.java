package dev.realtime.core;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How much of the server one peer may use up: one connection, all connections of a user, all of an address (IPv6: of a
 * /64). What an application publishes from its own side is not counted.
 *
 * <p>The defaults leave a peer a fifth of what one core takes in. They stop one that would take a server for itself, and
 * are far above what people do: a chat is well served with a hundredth of them.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param messagesPerConnection messages of a peer; beyond, {@code RATE_LIMIT_EXCEEDED}
 * @param bytesPerConnection bytes of these messages
 * @param messagesPerUser the same for all connections of a user together
 * @param bytesPerUser bytes of these
 * @param messagesPerAddress the same for all connections of an address together
 * @param bytesPerAddress bytes of these
 * @param maxFloods a peer that is refused messages in so many windows in a row is closed
 * @param floodWindow length of such a window
 * @param connects handshakes of all peers; beyond, HTTP 503
 * @param connectsPerUser handshakes of a user; beyond, HTTP 429, or close 4008
 * @param connectsPerAddress handshakes of an address; beyond, HTTP 429
 * @param maxConnectionsPerAddress open connections of an address; beyond, HTTP 429, or close 4008
 * @param maxOffences failed authentications and malformed messages of an address (or malformed messages of a verified
 *     user) within {@code offenceWindow} for which it is shut out; a close for rate counts ten
 * @param offenceWindow the time in which they are counted
 * @param firstBlock how long it is shut out the first time; twice as long each next time
 * @param longestBlock where doubling ends
 * @param maxBlocks blocks that administrators may have set at once
 */
public record Quotas(
        Rate messagesPerConnection,
        Rate bytesPerConnection,
        Rate messagesPerUser,
        Rate bytesPerUser,
        Rate messagesPerAddress,
        Rate bytesPerAddress,
        int maxFloods,
        Duration floodWindow,
        Rate connects,
        Rate connectsPerUser,
        Rate connectsPerAddress,
        int maxConnectionsPerAddress,
        int maxOffences,
        Duration offenceWindow,
        Duration firstBlock,
        Duration longestBlock,
        int maxBlocks) {

    /** What a server without any configuration uses. */
    public static final Quotas DEFAULT = new Builder().build();

    public Quotas {
        Objects.requireNonNull(messagesPerConnection, "messagesPerConnection");
        Objects.requireNonNull(bytesPerConnection, "bytesPerConnection");
        Objects.requireNonNull(messagesPerUser, "messagesPerUser");
        Objects.requireNonNull(bytesPerUser, "bytesPerUser");
        Objects.requireNonNull(messagesPerAddress, "messagesPerAddress");
        Objects.requireNonNull(bytesPerAddress, "bytesPerAddress");
        Objects.requireNonNull(connects, "connects");
        Objects.requireNonNull(connectsPerUser, "connectsPerUser");
        Objects.requireNonNull(connectsPerAddress, "connectsPerAddress");
        positive("maxFloods", maxFloods);
        positive("floodWindow", floodWindow.toNanos());
        positive("maxConnectionsPerAddress", maxConnectionsPerAddress);
        positive("maxOffences", maxOffences);
        positive("offenceWindow", offenceWindow.toNanos());
        positive("firstBlock", firstBlock.toNanos());
        positive("maxBlocks", maxBlocks);
        if (longestBlock.compareTo(firstBlock) < 0) {
            throw new IllegalArgumentException(
                    "need firstBlock <= longestBlock but got " + firstBlock + ", " + longestBlock);
        }
    }

    /** These quotas with some changed. */
    public Quotas with(Consumer<Builder> changes) {
        Builder builder = new Builder(this);
        changes.accept(builder);
        return builder.build();
    }

    private static void positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException("need " + name + " above zero but got " + value);
        }
    }

    /** Mutable twin of {@link Quotas}; its fields are the components. Confined to the thread that builds. */
    public static final class Builder {
        public Rate messagesPerConnection = new Rate(20_000, 200_000);
        public Rate bytesPerConnection = new Rate(mebibytes(64), mebibytes(256));
        public Rate messagesPerUser = new Rate(40_000, 400_000);
        public Rate bytesPerUser = new Rate(mebibytes(128), mebibytes(512));
        public Rate messagesPerAddress = new Rate(200_000, 1_000_000);
        public Rate bytesPerAddress = new Rate(mebibytes(512), mebibytes(1_024));
        public int maxFloods = 3;
        public Duration floodWindow = Duration.ofSeconds(10);
        public Rate connects = new Rate(2_000, 20_000);
        public Rate connectsPerUser = new Rate(10, 1_000);
        public Rate connectsPerAddress = new Rate(1_000, 20_000);
        public int maxConnectionsPerAddress = 20_000;
        public int maxOffences = 300;
        public Duration offenceWindow = Duration.ofMinutes(1);
        public Duration firstBlock = Duration.ofSeconds(30);
        public Duration longestBlock = Duration.ofMinutes(15);
        public int maxBlocks = 100_000;

        Builder() {}

        Builder(Quotas from) {
            messagesPerConnection = from.messagesPerConnection;
            bytesPerConnection = from.bytesPerConnection;
            messagesPerUser = from.messagesPerUser;
            bytesPerUser = from.bytesPerUser;
            messagesPerAddress = from.messagesPerAddress;
            bytesPerAddress = from.bytesPerAddress;
            maxFloods = from.maxFloods;
            floodWindow = from.floodWindow;
            connects = from.connects;
            connectsPerUser = from.connectsPerUser;
            connectsPerAddress = from.connectsPerAddress;
            maxConnectionsPerAddress = from.maxConnectionsPerAddress;
            maxOffences = from.maxOffences;
            offenceWindow = from.offenceWindow;
            firstBlock = from.firstBlock;
            longestBlock = from.longestBlock;
            maxBlocks = from.maxBlocks;
        }

        private static long mebibytes(long number) {
            return number * 1024 * 1024;
        }

        private Quotas build() {
            return new Quotas(
                    messagesPerConnection,
                    bytesPerConnection,
                    messagesPerUser,
                    bytesPerUser,
                    messagesPerAddress,
                    bytesPerAddress,
                    maxFloods,
                    floodWindow,
                    connects,
                    connectsPerUser,
                    connectsPerAddress,
                    maxConnectionsPerAddress,
                    maxOffences,
                    offenceWindow,
                    firstBlock,
                    longestBlock,
                    maxBlocks);
        }
    }
}
