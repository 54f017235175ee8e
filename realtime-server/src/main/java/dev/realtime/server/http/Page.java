package dev.realtime.server.http;

import dev.realtime.edge.netty.HttpHandler;
import dev.realtime.edge.netty.HttpReply;
import dev.realtime.edge.netty.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The files of the page at {@code /}, out of this jar.
 *
 * <p><b>Shape:</b> a path is names with dots inside, never at their ends, and ends in an extension of a known type: so
 * it can neither leave its folder nor name a folder or something that was not meant to be served.
 *
 * <p><b>Threads:</b> thread-safe. Files are read once and kept; there are as many as the jar has.
 */
public final class Page implements HttpHandler {

    private static final System.Logger LOG = System.getLogger(Page.class.getName());

    private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*){1,4}");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "png", "image/png",
            "ico", "image/x-icon",
            "woff2", "font/woff2",
            "txt", "text/plain; charset=utf-8");

    private final String folder;
    private final ConcurrentHashMap<String, File> files = new ConcurrentHashMap<>();

    /** @param folder a folder of resources, beginning with a slash and ending without one */
    public Page(String folder) {
        this.folder = folder;
    }

    @Override
    public CompletionStage<HttpReply> handle(HttpRequest request) {
        String path = request.path().equals("/") ? "/index.html" : request.path();
        Optional<File> file = find(path);
        if (file.isEmpty()) {
            return Router.notFound();
        }
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            return CompletableFuture.completedFuture(new HttpReply(405, Map.of("Allow", "GET, HEAD"), new byte[0]));
        }
        return CompletableFuture.completedFuture(file.get().reply(request));
    }

    private Optional<File> find(String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null || path.length() > 200 || !PATH.matcher(path).matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(files.computeIfAbsent(path, name -> read(name, type)));
    }

    /** @return {@code null} if there is no such file, as the map wants it */
    private File read(String path, String type) {
        try (InputStream in = Page.class.getResourceAsStream(folder + path)) {
            if (in == null) {
                return null;
            }
            byte[] bytes = in.readAllBytes();
            return new File(bytes, type, "\"" + hash(bytes) + "\"");
        } catch (IOException e) {
            LOG.log(Level.ERROR, "cannot read " + folder + path, e);
            return null;
        }
    }

    private static String hash(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private record File(byte[] bytes, String type, String tag) {

        HttpReply reply(HttpRequest request) {
            Map<String, String> headers = Map.of("Content-Type", type, "ETag", tag, "Cache-Control", "no-cache");
            return isKnownTo(request) ? new HttpReply(304, headers, new byte[0]) : new HttpReply(200, headers, bytes);
        }

        private boolean isKnownTo(HttpRequest request) {
            return Arrays.stream(request.header("if-none-match").orElse("").split(","))
                    .map(String::strip)
                    .anyMatch(known -> known.equals(tag) || known.equals("W/" + tag) || known.equals("*"));
        }
    }
}
