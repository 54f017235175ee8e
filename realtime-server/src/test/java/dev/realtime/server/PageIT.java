package dev.realtime.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page at {@code /} of the real program in a real browser. */
@Timeout(60)
class PageIT {

    private static final String BOTH_CONNECTED =
            "document.querySelectorAll('.card[data-state=connected]').length === 2 && !document.querySelector('.position:not(:empty)')?.textContent.includes('–')";
    private static final String ALICE = "[data-place=first]";
    private static final String BOB = "[data-place=second]";

    @TempDir
    private static Path profile;

    private static ServerProcess server;
    private static URI page;
    private static Browser browser;
    private Tab tab;

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Browser.find().isPresent(), "no Chromium on this machine: the page is not tested");
        server = ServerProcess.run(Map.of(), "demo", "--server.port=0");
        page = URI.create("http://127.0.0.1:" + server.port() + "/");
        browser = Browser.start(Browser.find().orElseThrow(), profile);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() {
        tab = browser.open(page);
        tab.until(BOTH_CONNECTED);
    }

    @AfterEach
    void close() {
        tab.close();
    }

    @Test
    void bothClientsConnectAndTheBrowserHasNothingToComplainAbout() {
        tab.until("document.querySelector('" + ALICE + " .latency').textContent.endsWith('ms')");

        assertThat(tab.text(ALICE + " .state")).isEqualTo("connected");
        assertThat(tab.text(BOB + " .state")).isEqualTo("connected");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void whereThereIsNoDemoItAsksWhoSomebodyIsAndTheBrowserHasNothingToComplainAbout() {
        try (RealtimeServer plain =
                        RealtimeServer.builder().set("server.port", "0").start();
                Tab other = browser.open(URI.create("http://127.0.0.1:" + plain.port() + "/"))) {
            other.until("document.activeElement.id === 'credential'");

            assertThat(other.complaints()).isEmpty();
        }
    }

    @Test
    void aPublicationReachesBothClients() {
        publish("to everybody");

        untilLogShows("to everybody");
        tab.until("document.querySelector('#total-received').textContent === '2'");
        tab.click("#speaker-1");
        untilLogShows("to everybody");
        assertThat(tab.text("#total-published")).isEqualTo("1");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void aKilledConnectionGetsWhatItMissedAndNothingTwice() {
        publish("before");
        untilLogShows("before");

        tab.click(ALICE + " .kill");
        tab.until("document.querySelector('" + ALICE + "').dataset.state === 'reconnecting'");
        tab.until("document.querySelector('#log .mark.back')");

        assertThat(tab.text(ALICE + " .story"))
                .matches("Away .+ Missed while away: ([1-9]\\d*), recovered: \\1, lost: 0, repeated: 0");
        assertThat(tab.text(ALICE + " .behind")).isEqualTo("0");
        assertThat(tab.value("document.querySelectorAll('#log .line.recovered').length")
                        .asInt())
                .isPositive();
        assertThat(tab.text("#total-lost")).isEqualTo("0");
        assertThat(tab.text("#total-repeated")).isEqualTo("0");
    }

    @Test
    @DisplayName("a client that was away for a whole burst of 1,000 and a few more found history used up")
    void aConnectionKilledInMidBurstLosesNothing() {
        tab.click("#burst");
        tab.until("document.querySelector('#total-received').textContent !== '0'");
        tab.click(BOB + " .kill");
        tab.until("document.querySelector('#log .mark.burst')");
        tab.until("document.querySelector('" + BOB + " .story').textContent.includes('recovered')"
                + " && document.querySelector('" + BOB + " .behind').textContent === '0'");

        assertThat(tab.text(BOB + " .story")).contains("lost: 0, repeated: 0");
        assertThat(tab.text("#total-lost")).isEqualTo("0");
        assertThat(tab.text("#total-repeated")).isEqualTo("0");
    }

    @Test
    void theKeyboardAloneIsEnoughToPublish() {
        tab.type("typed");
        tab.press("Enter", 13, "\r");
        untilLogShows("typed");

        tab.press("Tab", 9, "");
        assertThat(tab.value("document.activeElement.textContent").asText()).isEqualTo("Publish");
        tab.press(" ", 32, " ");
        untilLogShows("Hello");
    }

    @Test
    void everyStateIsToldOnceToThoseWhoDoNotSeeThePage() {
        publish("before");
        untilLogShows("before");
        tab.click(ALICE + " .kill");
        tab.until("document.querySelector('#status').textContent.includes('back after')");

        assertThat(tab.value("[...document.querySelectorAll('#status p')].map(p => p.textContent).join('|')")
                        .asText())
                .matches("[^|]+: connected\\|Alice: reconnecting\\|Alice is back after [^|]+");
    }

    @Test
    void nobodyHearsAnotherTenant() {
        tab.value(
                "(select => { select.value = '2'; select.dispatchEvent(new Event('change')); })(document.querySelector('"
                        + BOB + " .person'))");
        tab.until("document.querySelector('" + BOB + " .tenant').textContent === 'globex' && " + BOTH_CONNECTED);

        publish("for acme alone");
        untilLogShows("for acme alone");
        tab.click("#speaker-1");
        publish("for globex alone");
        untilLogShows("for globex alone");

        assertThat(tab.text("#log")).doesNotContain("for acme alone");
        assertThat(tab.text(BOB + " .tenant")).isEqualTo("globex");
    }

    @Test
    @DisplayName("UI01: markup in a message is text on the page")
    void markupIsText() {
        publish("<img src=x onerror=alert(1)> javascript:alert(1) ]]> ${7*7}");

        untilLogShows("<img src=x onerror=alert(1)> javascript:alert(1) ]]> ${7*7}");
        assertThat(tab.value("document.querySelectorAll('#log img, #frames img').length")
                        .asInt())
                .isZero();
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    @DisplayName("UI03: tokens and keys stay in the page's memory")
    void nothingIsStored() {
        publish("anything");
        untilLogShows("anything");

        assertThat(tab.value("localStorage.length + sessionStorage.length").asInt())
                .isZero();
        assertThat(tab.value("document.cookie + location.search + location.hash")
                        .asText())
                .isEmpty();
        assertThat(tab.text("#frames")).contains("\"token\":\"…\"").doesNotContain("eyJ");
    }

    @Test
    @DisplayName("UI06: lists stay short however much comes")
    void listsAreCapped() {
        for (int burst = 1; burst <= 3; burst++) {
            tab.click("#burst");
            tab.until("document.querySelector('#total-received').textContent === '" + 2 * burst + ",000'");
        }

        assertThat(tab.value("document.querySelectorAll('#log li').length").asInt())
                .isLessThanOrEqualTo(400);
        assertThat(tab.value("document.querySelectorAll('#frames li').length").asInt())
                .isLessThanOrEqualTo(300);
    }

    @TestFactory
    Stream<DynamicTest> itsModulesKeepTheirPromises() throws IOException {
        JsonNode complaints = tab.value(resource("page-checks.js"));

        return complaints.properties().stream()
                .map(check -> dynamicTest(
                        check.getKey(),
                        () -> assertThat(check.getValue().asText()).isEmpty()));
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = PageIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void publish(String text) {
        tab.value("document.querySelector('#message').focus()");
        tab.type(text);
        tab.click("#composer button[type=submit]");
    }

    private void untilLogShows(String text) {
        tab.until("[...document.querySelectorAll('#log .text')].some(line => line.textContent === '" + text + "')");
    }
}
