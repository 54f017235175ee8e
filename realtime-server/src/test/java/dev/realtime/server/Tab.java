package dev.realtime.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One page in a {@link Browser}.
 *
 * <p><b>Threads:</b> confined to the test, but for {@link #happened}, which the socket's thread calls.
 */
final class Tab implements AutoCloseable {

    /** Looks again and again, in the page, so that no test sleeps. */
    private static final String UNTIL =
            """
            new Promise((resolve, reject) => {
              const end = performance.now() + 25000;
              const look = () => {
                if (%s) resolve(true);
                else if (performance.now() > end) reject(new Error('never came true; the page says: ' + document.body.innerText));
                else setTimeout(look, 20);
              };
              look();
            })""";

    private final DevTools tools;
    private final String session;
    private final String target;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    Tab(DevTools tools, String session, String target) {
        this.tools = tools;
        this.session = session;
        this.target = target;
    }

    /** Errors and warnings of the console, exceptions nobody caught, breaches of the content security policy. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    void go(URI page) {
        for (String domain : List.of("Runtime", "Log", "Page")) {
            tools.ask(session, domain + ".enable");
        }
        tools.ask(session, "Page.navigate", "url", page.toString());
        until("document.readyState === 'complete' && location.href === '" + page + "'");
    }

    /** The value of a JavaScript expression, awaited if it is a promise. */
    JsonNode value(String expression) {
        JsonNode answer = tools.ask(
                session,
                "Runtime.evaluate",
                "expression",
                expression,
                "awaitPromise",
                true,
                "returnByValue",
                true,
                "userGesture",
                true);
        if (answer.has("exceptionDetails")) {
            throw new AssertionError(expression + ": "
                    + answer.path("exceptionDetails")
                            .path("exception")
                            .path("description")
                            .asText());
        }
        return answer.path("result").path("value");
    }

    /** Text of the first element that fits. */
    String text(String selector) {
        return value("document.querySelector(\"" + selector + "\").textContent").asText();
    }

    void until(String condition) {
        value(UNTIL.formatted(condition));
    }

    void click(String selector) {
        value("document.querySelector(\"" + selector + "\").click()");
    }

    void type(String text) {
        tools.ask(session, "Input.insertText", "text", text);
    }

    /** @param text what the key writes; empty for none */
    void press(String key, int code, String text) {
        tools.ask(
                session,
                "Input.dispatchKeyEvent",
                "type",
                text.isEmpty() ? "rawKeyDown" : "keyDown",
                "key",
                key,
                "code",
                key.equals(" ") ? "Space" : key,
                "windowsVirtualKeyCode",
                code,
                "text",
                text);
        tools.ask(
                session,
                "Input.dispatchKeyEvent",
                "type",
                "keyUp",
                "key",
                key,
                "code",
                key.equals(" ") ? "Space" : key,
                "windowsVirtualKeyCode",
                code);
    }

    void happened(JsonNode event) {
        JsonNode params = event.path("params");
        switch (event.path("method").asText()) {
            case "Runtime.exceptionThrown" -> complaints.add(
                    params.path("exceptionDetails").toString());
            case "Runtime.consoleAPICalled" -> complain(
                    params.path("type").asText(), params.path("args").toString());
            case "Log.entryAdded" -> complain(
                    params.path("entry").path("level").asText(),
                    params.path("entry").toString());
            default -> {}
        }
    }

    private void complain(String level, String text) {
        if (level.equals("error") || level.equals("warning")) {
            complaints.add(text);
        }
    }

    @Override
    public void close() {
        tools.ask("", "Target.closeTarget", "targetId", target);
    }
}
