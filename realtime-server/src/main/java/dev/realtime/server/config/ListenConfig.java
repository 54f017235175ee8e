package dev.realtime.server.config;

import dev.realtime.core.policy.AddressRange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * Where the server listens and how it ends.
 *
 * <p><b>Threads:</b> immutable.
 */
public record ListenConfig(
        @Setting(about = "Address to listen on; `0.0.0.0` for every one of the machine.", value = "127.0.0.1")
                String host,
        @Setting(
                        about = "Port of WebSocket and HTTP; 0 takes a free one. The variable `PORT` sets it too.",
                        value = "8080",
                        min = 0,
                        max = 65_535)
                int port,
        @Setting(
                        about =
                                "Starts although identities that nobody vouched for can reach the server from other machines."
                                        + " `--insecure` for short.",
                        value = "false")
                boolean insecure,
        @Setting(
                        about = "Addresses of proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed."
                                + " Without any the address of a peer is the one at the other end of its socket.")
                List<AddressRange> trustedProxies,
        @Setting(about = "How long connections may take to leave when the server stops.", value = "15s") Duration drain,
        @Setting(about = "Serves the page at `/`.", value = "true") boolean page,
        @Setting(about = "Certificate and key for `wss` and `https`; both or none.") TlsConfig tls) {

    private static final Duration MAX_DRAIN = Duration.ofSeconds(20);

    public ListenConfig {
        if (drain.compareTo(MAX_DRAIN) > 0) {
            throw new IllegalArgumentException("need drain of at most 20s");
        }
        address(host);
    }

    /** Whether other machines cannot reach it. */
    public boolean isLoopback() {
        return address(host).isLoopbackAddress();
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("need an address of this machine as host", e);
        }
    }
}
