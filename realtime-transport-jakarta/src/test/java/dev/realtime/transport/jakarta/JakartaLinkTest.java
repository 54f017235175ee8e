package dev.realtime.transport.jakarta;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.realtime.core.frame.Batch;
import dev.realtime.core.frame.EncodedFrame;
import dev.realtime.core.spi.Dialect;
import dev.realtime.core.spi.Inbound;
import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class JakartaLinkTest {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
    private final JakartaLane lane = new JakartaLane("test-lane", now::get);
    private final Counters counters = new Counters();
    private final List<Session> cut = new ArrayList<>();
    private final List<CloseReason> closes = new ArrayList<>();
    private final Session session = mock();
    private final RemoteEndpoint.Async remote = mock();
    private final Recorder engine = new Recorder();
    /** What the container was given and has not reported as sent. */
    private final Queue<SendHandler> inFlight = new ArrayDeque<>();

    private final List<String> sent = new ArrayList<>();
    private JakartaLink link;

    @BeforeEach
    void open() throws IOException {
        when(session.getAsyncRemote()).thenReturn(remote);
        doAnswer(call -> sent.add(call.getArgument(0)) && inFlight.add(call.getArgument(1)))
                .when(remote)
                .sendText(anyString(), any());
        doAnswer(call -> closes.add(call.getArgument(0))).when(session).close(any());
        JakartaOptions options = JakartaOptions.DEFAULT.with(builder -> builder.cutter(cut::add));
        link = new JakartaLink(
                session, new LinkContext(lane, new Watch(lane), options, counters, Runnable::run), mock(Dialect.class));
        counters.open.increment();
        onLane(() -> link.attach(engine));
    }

    @AfterEach
    void stop() {
        lane.close();
    }

    @Test
    void givesTheContainerOneMessageAtATime() {
        int taken = onLane(() -> link.write(batch(3)));

        assertThat(taken).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(sent).hasSize(i + 1);
            assertThat(inFlight).hasSize(1);
            assertThat(onLane(link::isBusy)).isTrue();
            complete(new SendResult());
        }
        assertThat(sent).containsExactly("0", "1", "2");
        assertThat(onLane(link::isBusy)).isFalse();
        assertThat(engine.calls).containsExactly("writable");
    }

    @Test
    void keepsTheStackFlatWhenTheContainerIsDoneInsideTheCall() {
        doAnswer(call -> {
                    call.<SendHandler>getArgument(1).onResult(new SendResult());
                    return null;
                })
                .when(remote)
                .sendText(anyString(), any());

        assertThat(onLane(() -> link.write(batch(20_000)))).isEqualTo(20_000);

        assertThat(onLane(link::isBusy)).isFalse();
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void closesBehindWhatItTook() {
        onLane(() -> link.write(batch(2)));
        onLane(() -> link.close(4001, "bye"));
        assertThat(closes).isEmpty();

        complete(new SendResult());
        complete(new SendResult());

        assertThat(closes).singleElement().satisfies(reason -> {
            assertThat(reason.getCloseCode().getCode()).isEqualTo(4001);
            assertThat(reason.getReasonPhrase()).isEqualTo("bye");
        });
        assertThat(engine.calls).isEmpty();
    }

    @Test
    void givesUpAWriteThatDoesNotLeave() {
        onLane(() -> link.write(batch(2)));

        pass(JakartaOptions.DEFAULT.writeStall().toNanos());

        assertThat(engine.calls).containsExactly("closed 1006");
        assertThat(cut).containsExactly(session);
        assertThat(counters.stats()).isEqualTo(new JakartaStats(1, 1, 1, 0, 0));
        link.ended(1001);
        onLane(() -> assertThat(counters.stats()).isEqualTo(new JakartaStats(0, 0, 1, 0, 0)));
        assertThat(engine.calls).containsExactly("closed 1006");
    }

    @Test
    void isPatientWithAPeerThatTakesSomethingNowAndThen() {
        long almost = JakartaOptions.DEFAULT.writeStall().toNanos() - 1;
        onLane(() -> link.write(batch(3)));
        pass(almost);
        complete(new SendResult());
        pass(almost);
        complete(new SendResult());
        pass(almost);
        complete(new SendResult());

        assertThat(engine.calls).containsExactly("writable");
    }

    @Test
    void givesUpAClosingHandshakeThatTakesTooLong() {
        onLane(() -> link.close(4001, ""));

        pass(JakartaOptions.DEFAULT.closeTimeout().toNanos());

        assertThat(engine.calls).containsExactly("closed 4001");
        assertThat(counters.stats().zombies()).isOne();
    }

    @Test
    void endsWhenTheContainerCannotSend() {
        onLane(() -> link.write(batch(2)));

        complete(new SendResult(new IOException("broken")));

        assertThat(engine.calls).containsExactly("closed 1006");
        assertThat(onLane(() -> link.write(batch(1)))).isZero();
    }

    @Test
    void endsWhenTheContainerRefusesToSend() {
        doThrow(new IllegalStateException("closed")).when(remote).sendText(anyString(), any());

        onLane(() -> link.write(batch(2)));

        assertThat(engine.calls).containsExactly("closed 1006");
        assertThat(onLane(link::isBusy)).isFalse();
    }

    @Test
    void ignoresACompletionThatComesAfterTheEnd() {
        onLane(() -> link.write(batch(2)));
        onLane(link::abort);

        complete(new SendResult());

        assertThat(engine.calls).containsExactly("closed 1006");
        assertThat(sent).containsExactly("0");
    }

    /** Moves the time and lets the lane look at it. */
    private void pass(long nanos) {
        now.addAndGet(nanos);
        // The sweep is due at the end of the one turn and has run before the next.
        onLane(() -> {});
        onLane(() -> {});
    }

    private void complete(SendResult result) {
        inFlight.remove().onResult(result);
        onLane(() -> {});
    }

    private void onLane(Runnable task) {
        onLane(() -> {
            task.run();
            return true;
        });
    }

    private <T> T onLane(Supplier<T> task) {
        return CompletableFuture.supplyAsync(task, lane)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static Batch batch(int count) {
        return Batch.of(IntStream.range(0, count)
                .mapToObj(i -> EncodedFrame.text(Integer.toString(i).getBytes(UTF_8)))
                .toArray(EncodedFrame[]::new));
    }

    private static final class Recorder implements Inbound {
        private final List<String> calls = new ArrayList<>();

        @Override
        public void text(byte[] utf8) {
            calls.add("text");
        }

        @Override
        public void binary(byte[] bytes) {
            calls.add("binary");
        }

        @Override
        public void pinged(byte[] payload) {
            calls.add("pinged");
        }

        @Override
        public void heard() {
            calls.add("heard");
        }

        @Override
        public void writable() {
            calls.add("writable");
        }

        @Override
        public void closed(int code) {
            calls.add("closed " + code);
        }
    }
}
