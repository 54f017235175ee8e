package dev.realtime.server;

import java.util.Optional;

/** Which release this is. */
public final class Version {

    /** As the jar says; {@code dev} outside of one. */
    public static final String CURRENT = Optional.ofNullable(
                    Version.class.getPackage().getImplementationVersion())
            .orElse("dev");

    private Version() {}
}
