package dev.realtime.examples.notifier;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the environment says. A secret may stand in a file that {@code <NAME>_FILE} names.
 *
 * @param server where {@code /v1/kv} is, http or https
 * @param token of the user whose tasks are watched; read anew each time, as a file may be replaced
 * @param publicUrl where others reach {@link #listen}, without a slash at its end
 * @param boxKey opens what the app sealed
 * @param workStatus what {@code status} becomes when somebody works on a task
 */
record Settings(
        URI server,
        Supplier<String> token,
        Telegram telegram,
        String publicUrl,
        InetSocketAddress listen,
        Path state,
        OnDoubt onDoubt,
        Optional<byte[]> boxKey,
        String workStatus) {

    /**
     * @param api where the Bot API is, without a slash at its end
     * @param chat who is told, and who may press buttons
     */
    record Telegram(String api, String botToken, long chat) {

        /** Without the token. */
        @Override
        public String toString() {
            return "Telegram[" + api + "]";
        }
    }

    /** @throws IllegalArgumentException if something is missing or wrong; its message names it and holds no secret */
    static Settings of(Map<String, String> environment) {
        Source from = new Source(environment);
        from.secret("NOTIFIER_TOKEN");
        return new Settings(
                from.url("NOTIFIER_SERVER", ""),
                () -> from.secret("NOTIFIER_TOKEN"),
                new Telegram(
                        text(from.url("TELEGRAM_API_URL", "https://api.telegram.org")),
                        from.secret("TELEGRAM_BOT_TOKEN"),
                        chat(from.need("TELEGRAM_CHAT_ID", ""))),
                text(from.url("NOTIFIER_PUBLIC_URL", "")),
                address(from.need("NOTIFIER_LISTEN", "127.0.0.1:8090")),
                Path.of(from.need("NOTIFIER_STATE", "data/notifier.json")),
                onDoubt(from.need("NOTIFIER_ON_DOUBT", "resend")),
                from.find("NOTIFIER_BOX_KEY").map(Settings::boxKey),
                from.need("NOTIFIER_WORK_STATUS", "in_progress"));
    }

    private static String text(URI url) {
        return url.toString().replaceAll("/+$", "");
    }

    private static long chat(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("TELEGRAM_CHAT_ID: need a number");
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new InetSocketAddress(
                    text.substring(0, Math.max(colon, 0)), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("NOTIFIER_LISTEN: need host:port");
        }
    }

    private static OnDoubt onDoubt(String text) {
        return Arrays.stream(OnDoubt.values())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("NOTIFIER_ON_DOUBT: need resend or skip"));
    }

    private static byte[] boxKey(String text) {
        try {
            return BoxKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("NOTIFIER_BOX_KEY: " + e.getMessage());
        }
    }

    /** Where settings come from. */
    private record Source(Map<String, String> environment) {

        String need(String name, String otherwise) {
            String value = environment.getOrDefault(name, "").strip();
            String found = value.isEmpty() ? otherwise : value;
            if (found.isEmpty()) {
                throw new IllegalArgumentException(name + ": need a value");
            }
            return found;
        }

        String secret(String name) {
            return find(name).orElseThrow(() -> new IllegalArgumentException(name + " or " + name + "_FILE: need one"));
        }

        Optional<String> find(String name) {
            String file = environment.getOrDefault(name + "_FILE", "");
            String value = environment.getOrDefault(name, "");
            if (!file.isEmpty() && !value.isEmpty()) {
                throw new IllegalArgumentException(name + " and " + name + "_FILE: need one of them");
            }
            return Optional.of(file.isEmpty() ? value : read(name, file))
                    .map(String::strip)
                    .filter(text -> !text.isEmpty());
        }

        URI url(String name, String otherwise) {
            String text = need(name, otherwise);
            try {
                URI url = URI.create(text);
                if (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?")) {
                    return url;
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw new IllegalArgumentException(name + ": need a URL that begins with http:// or https://");
        }

        private static String read(String name, String file) {
            try {
                return Files.readString(Path.of(file));
            } catch (IOException e) {
                throw new IllegalArgumentException(name + "_FILE: cannot be read");
            }
        }
    }
}
