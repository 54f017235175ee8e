package dev.realtime.edge.netty;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Path;
import javax.net.ssl.SSLException;

/** A certificate chain and its key, both PEM. */
record TlsFiles(Path certificates, Path key) {

    /** Reads both. Nothing older than TLS 1.2; which ciphers are good the JDK knows best. */
    SslContext context() {
        try {
            return SslContextBuilder.forServer(certificates.toFile(), key.toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new IllegalStateException("need a PEM certificate chain and its unencrypted PKCS #8 key", e);
        }
    }
}
