package dev.realtime.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A certificate and its key.
 *
 * <p><b>Threads:</b> immutable.
 */
public record TlsConfig(
        @Setting(about = "PEM file with the certificate and those it was signed with.") Optional<Path> cert,
        @Setting(about = "PEM file with the private key (PKCS#8).") Optional<Path> key) {

    public TlsConfig {
        if (cert.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("need both cert and key, or none");
        }
    }

    public boolean isOn() {
        return cert.isPresent();
    }
}
