package dev.realtime.auth;

import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Asks an identity provider over HTTP: follows no redirect, reads no more than {@link Jwks#MAX_BYTES}, waits no longer
 * than {@link Jwks#timeout}, blocks nobody.
 *
 * <p><b>Threads:</b> answers come on the executor. The JDK's client keeps one daemon thread of its own, which ends when
 * nobody refers to the client any more; it cannot be closed before Java 21.
 */
final class HttpFetch implements KeyFetch {

    private static final int OK = 200;
    private static final int MAX_WAITING_TASKS = 256;
    private static final int IDLE_SECONDS = 30;

    private final HttpClient client;
    private final HttpRequest request;
    private final long timeoutNanos;
    private final Runnable end;

    private HttpFetch(Jwks jwks, Executor executor, Runnable end) {
        this.end = end;
        timeoutNanos = jwks.timeout().toNanos();
        client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(jwks.timeout())
                .executor(executor)
                .build();
        request = HttpRequest.newBuilder(jwks.uri())
                .timeout(jwks.timeout())
                .header("Accept", "application/jwk-set+json, application/json")
                .GET()
                .build();
    }

    /** On an executor of somebody else, who ends it. */
    static HttpFetch on(Executor executor, Jwks jwks) {
        return new HttpFetch(jwks, executor, () -> {});
    }

    /** On one daemon thread of its own, which is there only while there is something to do. */
    static HttpFetch onOwnThread(Jwks jwks) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING_TASKS), task -> {
                    Thread thread = new Thread(task, "realtime-jwks");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return new HttpFetch(jwks, executor, executor::shutdown);
    }

    @Override
    public CompletionStage<byte[]> fetch() {
        CompletableFuture<HttpResponse<byte[]>> answer =
                client.sendAsync(request, head -> new CappedBody(Jwks.MAX_BYTES));
        // the request's own timeout ends with the header of the answer, its body could trickle for ever
        CompletableFuture<byte[]> body =
                answer.thenApply(HttpFetch::bodyOf).orTimeout(timeoutNanos, TimeUnit.NANOSECONDS);
        return body.whenComplete((bytes, failure) -> answer.cancel(true));
    }

    @Override
    public void close() {
        end.run();
    }

    private static byte[] bodyOf(HttpResponse<byte[]> answer) {
        if (answer.statusCode() != OK) {
            throw new IllegalStateException("HTTP status " + answer.statusCode());
        }
        return answer.body();
    }
}
