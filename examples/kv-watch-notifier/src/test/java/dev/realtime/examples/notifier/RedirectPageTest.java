package dev.realtime.examples.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RedirectPageTest {

    private final RedirectPage page = new RedirectPage(new InetSocketAddress("127.0.0.1", 0));

    @AfterEach
    void end() {
        page.close();
    }

    @Test
    void leadsToTheApp() throws Exception {
        HttpResponse<String> answer = ask("GET", "/open/task/f649-0b1c");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("happy://zen/task/f649-0b1c");
        assertThat(answer.body()).contains("<a href=\"happy://zen/task/f649-0b1c\">");
        assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
    }

    @Test
    void answersToHeadWithoutAPage() throws Exception {
        HttpResponse<String> answer = ask("HEAD", "/open/task/f649");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void takesNothing() throws Exception {
        HttpResponse<String> answer = ask("POST", "/open/task/f649");

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/open/task/",
                "/open/task/a/b",
                "/open/task/..",
                "/open/task/.",
                "/open/task/%61",
                "/open/task/a%0d%0aSet-Cookie:%20x=1",
                "/open/task/%3Cscript%3E",
                "/open/task/a%22b",
                "/open/tasks/a",
                "//open/task/a"
            })
    void knowsNothingElse(String path) throws IOException {
        assertThat(raw(path))
                .startsWith("HTTP/1.1 404")
                .doesNotContain("happy://")
                .doesNotContain("Set-Cookie");
    }

    @Test
    void takesNoIdThatIsTooLong() throws IOException {
        assertThat(raw("/open/task/" + "x".repeat(251))).startsWith("HTTP/1.1 404");
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + page.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    /** Without a client that corrects what it is given. */
    private String raw(String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", page.port())) {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
