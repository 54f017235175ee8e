package dev.realtime.core;

import java.util.Objects;

/**
 * A user of one tenant. The same value in two tenants is two users.
 *
 * <p><b>Shape:</b> {@code tenant} is empty for the default tenant, else it follows the same grammar as {@code value}:
 * 1 to 128 of {@code A-Z a-z 0-9} and {@code . _ @ | : + = ~ -}, and neither {@code .} nor {@code ..}. The grammar
 * keeps ids that identity providers hand out and refuses what could be read as a path, a pattern or a control
 * sequence.
 *
 * <p><b>Threads:</b> immutable.
 */
public record UserId(String tenant, String value) implements Comparable<UserId> {

    /** Longest value, in characters. */
    public static final int MAX_LENGTH = 128;

    public UserId {
        Objects.requireNonNull(tenant, "tenant");
        if (!tenant.isEmpty() && !isValid(tenant)) {
            throw new IllegalArgumentException("need 1-128 of [A-Za-z0-9._@|:+=~-] as a tenant");
        }
        if (!isValid(value)) {
            throw new IllegalArgumentException("need 1-128 of [A-Za-z0-9._@|:+=~-] as a user id");
        }
    }

    /** The user of that id in the default tenant. */
    public static UserId of(String value) {
        return new UserId("", value);
    }

    /** Whether {@code text} may stand as a user id or a tenant. */
    public static boolean isValid(String text) {
        if (text == null || text.isEmpty() || text.length() > MAX_LENGTH || text.equals(".") || text.equals("..")) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (!isIdCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** By tenant, then by value; for the reason of {@link ChannelName#compareTo}. */
    @Override
    public int compareTo(UserId other) {
        int byTenant = tenant.compareTo(other.tenant);
        return byTenant != 0 ? byTenant : value.compareTo(other.value);
    }

    /** {@code tenant/value}, or {@code value} in the default tenant. */
    @Override
    public String toString() {
        return tenant.isEmpty() ? value : tenant + "/" + value;
    }

    private static boolean isIdCharacter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "._@|:+=~-".indexOf(c) >= 0;
    }
}
