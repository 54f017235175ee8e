package dev.realtime.auth;

import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which claims hold what. A name that begins with a slash is a path into nested objects
 * ({@code /realm_access/roles}); any other is the name of a member, dots and all.
 *
 * <p><b>Threads:</b> immutable.
 *
 * @param user the first of these that a token has is its user
 * @param tenant absent in a token of the default tenant
 * @param roles all that a token has count together
 * @param info what others are shown of the user where presence is kept
 */
record ClaimNames(List<String> user, String tenant, List<String> roles, String info) {

    static final ClaimNames USUAL = new ClaimNames(List.of("sub"), "tenant", List.of("roles", "role"), "info");

    private static final int MAX_ROLES = 100;
    private static final int MAX_ROLE_LENGTH = 128;
    private static final int MAX_INFO_BYTES = 1_024;

    ClaimNames {
        user = List.copyOf(user);
        roles = List.copyOf(roles);
        if (user.isEmpty()) {
            throw new IllegalArgumentException("need a claim that names the user");
        }
    }

    ClaimNames withUser(List<String> claims) {
        return new ClaimNames(claims, tenant, roles, info);
    }

    ClaimNames withTenant(String claim) {
        return new ClaimNames(user, claim, roles, info);
    }

    ClaimNames withRoles(List<String> claims) {
        return new ClaimNames(user, tenant, claims, info);
    }

    /**
     * Puts a value where it is looked for under that name.
     *
     * @param claims of a token that is made; objects in it can be changed
     * @throws IllegalArgumentException if something else stands there
     */
    @SuppressWarnings("unchecked")
    static void write(Map<String, Object> claims, String name, Object value) {
        List<String> steps = steps(name);
        Map<String, Object> here = claims;
        for (String step : steps.subList(0, Math.max(0, steps.size() - 1))) {
            Object inner = here.computeIfAbsent(step, none -> new LinkedHashMap<String, Object>());
            if (!(inner instanceof Map)) {
                throw new IllegalArgumentException("need an object at " + step + " of the claim " + name);
            }
            here = (Map<String, Object>) inner;
        }
        if (steps.isEmpty() || here.putIfAbsent(steps.get(steps.size() - 1), value) != null) {
            throw new IllegalArgumentException("need a claim of its own but got " + name);
        }
    }

    UserId userOf(Map<String, Object> claims) throws BadToken {
        Object name = first(claims, user).orElseThrow(() -> new BadToken(Flaw.BAD_USER));
        return new UserId(tenantOf(claims), validId(name, Flaw.BAD_USER));
    }

    Set<String> rolesOf(Map<String, Object> claims) throws BadToken {
        Set<String> found = new HashSet<>();
        for (String claim : roles) {
            for (Object role : several(find(claims, claim).orElse(List.of()))) {
                addRole(role, found);
            }
        }
        return found;
    }

    /** Any JSON value but {@code null}, as the token has it. */
    Optional<Payload> infoOf(SignedToken token) throws BadToken {
        Optional<Payload> value =
                token.written(steps(info)).filter(json -> !json.equals("null")).map(Payload::json);
        if (value.filter(json -> json.size() > MAX_INFO_BYTES).isPresent()) {
            throw new BadToken(Flaw.BAD_INFO);
        }
        return value;
    }

    /** One string may list several, as scopes do (RFC 6749 §3.3). */
    private static List<?> several(Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        return value instanceof String text ? List.of(text.split(" ")) : List.of(value);
    }

    private static void addRole(Object role, Set<String> found) throws BadToken {
        boolean wellFormed = role instanceof String text
                && text.length() <= MAX_ROLE_LENGTH
                && text.chars().noneMatch(Character::isISOControl);
        if (!wellFormed || found.size() == MAX_ROLES) {
            throw new BadToken(Flaw.BAD_ROLES);
        }
        if (!"".equals(role)) {
            found.add((String) role);
        }
    }

    private String tenantOf(Map<String, Object> claims) throws BadToken {
        Optional<Object> name = find(claims, tenant);
        return name.isPresent() ? validId(name.get(), Flaw.BAD_TENANT) : "";
    }

    private static String validId(Object value, Flaw flaw) throws BadToken {
        if (value instanceof String id && UserId.isValid(id)) {
            return id;
        }
        throw new BadToken(flaw);
    }

    private static Optional<Object> first(Map<String, Object> claims, List<String> names) {
        return names.stream().flatMap(name -> find(claims, name).stream()).findFirst();
    }

    private static Optional<Object> find(Map<String, Object> claims, String name) {
        Optional<Object> here = Optional.of(claims);
        for (String step : steps(name)) {
            here = here.filter(Map.class::isInstance).map(object -> ((Map<?, ?>) object).get(step));
        }
        return here;
    }

    private static List<String> steps(String name) {
        return name.startsWith("/") ? List.of(name.substring(1).split("/")) : List.of(name);
    }
}
