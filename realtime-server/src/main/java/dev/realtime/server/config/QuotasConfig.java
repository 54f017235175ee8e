package dev.realtime.server.config;

import dev.realtime.core.Quotas;
import dev.realtime.core.Rate;
import java.time.Duration;

/**
 * {@link Quotas} as they are set.
 *
 * <p><b>Threads:</b> immutable.
 */
public record QuotasConfig(
        @Setting(about = "Messages of a connection; beyond, `RATE_LIMIT_EXCEEDED`.", value = "20000/s burst 200000")
                Rate messagesPerConnection,
        @Setting(about = "Bytes of messages of a connection.", value = "64MiB/s burst 256MiB") Rate bytesPerConnection,
        @Setting(about = "Messages of a user, over all connections.", value = "40000/s burst 400000")
                Rate messagesPerUser,
        @Setting(about = "Bytes of messages of a user.", value = "128MiB/s burst 512MiB") Rate bytesPerUser,
        @Setting(
                        about = "Messages of an address (IPv6: a /64), over all connections.",
                        value = "200000/s burst 1000000")
                Rate messagesPerAddress,
        @Setting(about = "Bytes of messages of an address.", value = "512MiB/s burst 1GiB") Rate bytesPerAddress,
        @Setting(
                        about = "A peer that is refused messages in so many windows in a row is closed with 4008.",
                        value = "3")
                int maxFloods,
        @Setting(about = "Length of such a window.", value = "10s") Duration floodWindow,
        @Setting(about = "Handshakes of this node; beyond, 503 with `Retry-After`.", value = "2000/s burst 20000")
                Rate connects,
        @Setting(
                        about = "Handshakes of a user; beyond, 429 with `Retry-After`, or close 4008.",
                        value = "10/s burst 1000")
                Rate connectsPerUser,
        @Setting(about = "Handshakes of an address; beyond, 429 with `Retry-After`.", value = "1000/s burst 20000")
                Rate connectsPerAddress,
        @Setting(about = "Open connections of an address; beyond, 429 with `Retry-After`.", value = "20000")
                int maxConnectionsPerAddress,
        @Setting(
                        about = "Bad credentials of an address within `quotas.offence-window` for which it is shut out;"
                                + " a close for nonsense or for a flood counts ten.",
                        value = "300")
                int maxOffences,
        @Setting(about = "Time in which `quotas.max-offences` are counted.", value = "1m") Duration offenceWindow,
        @Setting(about = "How long an address is shut out the first time; then twice as long.", value = "30s")
                Duration firstBlock,
        @Setting(about = "How long at most.", value = "15m") Duration longestBlock,
        @Setting(about = "Users and addresses that administrators may block at once.", value = "100000")
                int maxBlocks) {

    public QuotasConfig {
        if (longestBlock.compareTo(firstBlock) < 0) {
            throw new IllegalArgumentException("need first-block <= longest-block");
        }
    }

    /** The engine's quotas. */
    public Quotas quotas() {
        return Quotas.DEFAULT.with(quotas -> {
            quotas.messagesPerConnection = messagesPerConnection;
            quotas.bytesPerConnection = bytesPerConnection;
            quotas.messagesPerUser = messagesPerUser;
            quotas.bytesPerUser = bytesPerUser;
            quotas.messagesPerAddress = messagesPerAddress;
            quotas.bytesPerAddress = bytesPerAddress;
            quotas.maxFloods = maxFloods;
            quotas.floodWindow = floodWindow;
            quotas.connects = connects;
            quotas.connectsPerUser = connectsPerUser;
            quotas.connectsPerAddress = connectsPerAddress;
            quotas.maxConnectionsPerAddress = maxConnectionsPerAddress;
            quotas.maxOffences = maxOffences;
            quotas.offenceWindow = offenceWindow;
            quotas.firstBlock = firstBlock;
            quotas.longestBlock = longestBlock;
            quotas.maxBlocks = maxBlocks;
        });
    }
}
