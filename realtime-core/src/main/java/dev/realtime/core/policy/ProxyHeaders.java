package dev.realtime.core.policy;

import java.util.Collections;
import java.util.Set;

/**
 * Tells a request that somebody hands on for somebody else, who may be anywhere, by what proxies add to it. A proxy that
 * adds nothing, and one that carries bytes alone, cannot be told from who speaks for himself.
 *
 * <p><b>Threads:</b> immutable.
 */
public final class ProxyHeaders {

    private static final Set<String> NAMES =
            Set.of("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip");

    private ProxyHeaders() {}

    /** @param names of a request's headers, in lower case */
    public static boolean areIn(Set<String> names) {
        return !Collections.disjoint(names, NAMES);
    }
}
