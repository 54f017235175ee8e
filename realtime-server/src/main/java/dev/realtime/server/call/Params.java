package dev.realtime.server.call;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Payload;
import dev.realtime.core.UserId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a call was sent, of which every field is known: a misspelt {@code tenant} must not mean the default one.
 *
 * <p><b>Threads:</b> immutable.
 *
 * <p><b>Errors:</b> {@link BadParamsException} for whatever is not as it should be.
 */
record Params(JsonFields fields) {

    static Params of(Payload params, List<String> known) {
        JsonFields fields =
                JsonFields.read(params.bytes()).orElseThrow(() -> new BadParamsException("need params, an object"));
        if (!known.containsAll(fields.names())) {
            throw new BadParamsException(
                    known.isEmpty() ? "need no field" : "need no other field than " + String.join(", ", known));
        }
        return new Params(fields);
    }

    boolean has(String name) {
        return fields.raw(name).isPresent();
    }

    /** A text, if the field is there. */
    Optional<String> text(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        return Optional.of(fields.text(name).orElseThrow(() -> new BadParamsException("need " + name + " as a text")));
    }

    /** A whole number of four digits, if the field is there. */
    Optional<Integer> number(String name) {
        return fields.raw(name).map(raw -> {
            String digits = new String(raw, StandardCharsets.UTF_8);
            if (!digits.matches("[1-9][0-9]{3}")) {
                throw new BadParamsException("need " + name + " as a number of four digits");
            }
            return Integer.parseInt(digits);
        });
    }

    /** A whole number of that range, if the field is there. @param max less than 2,000,000,000 */
    Optional<Integer> whole(String name, int min, int max) {
        return digits(name, 10)
                .map(Math::toIntExact)
                .filter(number -> number >= min && number <= max)
                .or(() -> absent(name, "a number " + min + " to " + max));
    }

    /** An offset, if the field is there. */
    Optional<Long> offset(String name) {
        return digits(name, 18).or(() -> absent(name, "an offset"));
    }

    Optional<Boolean> flag(String name) {
        return fields.raw(name)
                .map(raw -> new String(raw, StandardCharsets.UTF_8))
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::parseBoolean)
                .or(() -> absent(name, "true or false"));
    }

    /** A text of at most that many characters; empty if the field is not there. */
    String label(String name, int maxLength) {
        String text = text(name).orElse("");
        if (text.length() > maxLength) {
            throw new BadParamsException("need " + name + " of at most " + maxLength + " characters");
        }
        return text;
    }

    // Empty if it is no number of at most that many digits.
    private Optional<Long> digits(String name, int max) {
        return fields.raw(name)
                .map(raw -> new String(raw, StandardCharsets.UTF_8))
                .filter(text -> text.matches("0|[1-9][0-9]*") && text.length() <= max)
                .map(Long::parseLong)
                .filter(number -> max > 10 || number <= Integer.MAX_VALUE);
    }

    private <T> Optional<T> absent(String name, String need) {
        if (has(name)) {
            throw new BadParamsException("need " + name + " as " + need);
        }
        return Optional.empty();
    }

    /** The {@code tenant}; empty for the default one. */
    String tenant() {
        String tenant = text("tenant").orElse("");
        if (!tenant.isEmpty() && !UserId.isValid(tenant)) {
            throw new BadParamsException("need tenant, a tenant's id, or none");
        }
        return tenant;
    }

    /** The user of {@code userId}, in the {@code tenant} or the default one. */
    UserId user() {
        return text("userId")
                .filter(UserId::isValid)
                .map(id -> new UserId(tenant(), id))
                .orElseThrow(() -> new BadParamsException("need userId, a user's id"));
    }

    /** The {@code channel} of that tenant, which is no user's own. */
    ChannelName channel(String tenant) {
        return text("channel")
                .flatMap(name -> ChannelName.parse(tenant, name))
                .filter(name -> !name.isPersonal())
                .orElseThrow(() -> new BadParamsException("need channel, the name of a channel"));
    }
}
