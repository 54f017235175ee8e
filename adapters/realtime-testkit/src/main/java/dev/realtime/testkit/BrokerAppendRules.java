package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker.Page;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is published gets its place, and whoever is attached is told. */
abstract class BrokerAppendRules extends BrokerBench {

    @Test
    @DisplayName("B1: offsets run 1, 2, 3 … inside an epoch, for each channel on its own")
    void countsWithoutHoles() {
        List<StreamPosition> chat = List.of(publish(CHAT, "1"), publish(CHAT, "2"), publish(CHAT, "3"));
        StreamPosition news = publish(NEWS, "1");

        assertThat(chat).extracting(StreamPosition::offset).containsExactly(1L, 2L, 3L);
        assertThat(chat)
                .extracting(StreamPosition::epoch)
                .containsOnly(chat.get(0).epoch());
        assertThat(news.offset()).isEqualTo(1);
    }

    @Test
    @DisplayName("B2: attaching answers with the top, and everything after it is told, in order, as it was published")
    void tellsWhatComesAfterTheTop() {
        publish(CHAT, "1");
        StreamPosition top = attach(CHAT);

        upTo(100).forEach(number -> publish(CHAT, number.toString()));
        List<Publication> heard = awaitTold(CHAT, 100);

        assertThat(top.offset()).isEqualTo(1);
        assertThat(offsets(heard)).isEqualTo(upTo(101).subList(1, 101));
        assertThat(heard).extracting(one -> one.message().data()).isEqualTo(times(100, i -> Payload.json("" + i)));
    }

    @Test
    @DisplayName("B3: a publish completes after the node that is attached was told")
    void tellsBeforeItAcknowledges() {
        attach(CHAT);

        StreamPosition position = publish(CHAT, "1");

        assertThat(offsets(toldOf(CHAT))).containsExactly(position.offset());
    }

    @Test
    @DisplayName("B4: what is told names its channel and its epoch")
    void saysWhereItBelongs() {
        attach(CHAT);
        attach(NEWS);

        String chat = publish(CHAT, "1").epoch();
        String news = publish(NEWS, "2").epoch();
        awaitTold(NEWS, 1);

        assertThat(told)
                .extracting(Told::channel, Told::epoch, one -> one.publication()
                        .message()
                        .data())
                .containsExactlyInAnyOrder(tuple(CHAT, chat, Payload.json("1")), tuple(NEWS, news, Payload.json("2")));
    }

    @Test
    @DisplayName("B5: a log that nobody is attached to takes entries and tells nobody")
    void takesWhatNobodyListensTo() {
        attach(NEWS);
        publish(CHAT, "1");
        publish(CHAT, "2");

        assertThat(attach(CHAT).offset()).isEqualTo(2);
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("B6: messages published without waiting for each other stay in order")
    void keepsTheOrderOfImpatientPublishers() {
        attach(CHAT);

        List<CompletionStage<StreamPosition>> answers =
                times(200, i -> broker.publish(CHAT, Message.of(Payload.json("" + i))));

        assertThat(answers).extracting(answer -> await(answer).offset()).isEqualTo(upTo(200));
        assertThat(awaitTold(CHAT, 200))
                .extracting(one -> one.message().data())
                .isEqualTo(times(200, i -> Payload.json("" + i)));
    }

    @Test
    @DisplayName("B7: what is published while a node attaches stands below the answer or is told")
    void losesNothingWhileAttaching() {
        broker.publish(CHAT, Message.of(Payload.json("1")));
        CompletionStage<StreamPosition> attaching = broker.attach(CHAT);
        List<CompletionStage<StreamPosition>> answers =
                times(20, i -> broker.publish(CHAT, Message.of(Payload.json("" + i))));
        answers.forEach(this::await);

        List<Long> after = upTo(21).subList((int) await(attaching).offset(), 21);
        eventually().untilAsserted(() -> assertThat(offsets(toldOf(CHAT))).containsAll(after));
    }

    @Test
    @DisplayName("B8: after detaching it falls silent")
    void fallsSilent() {
        attach(CHAT);
        publish(CHAT, "1");
        broker.detach(CHAT);

        // A node that is still attached would be told before the publish completes. Detaching may take its time.
        eventually().until(() -> {
            StreamPosition position = publish(CHAT, "2");
            return !offsets(toldOf(CHAT)).contains(position.offset());
        });
    }

    @Test
    @DisplayName("B9: a node that attaches again is told what comes after the new top")
    void tellsWhoComesBack() {
        attach(CHAT);
        publish(CHAT, "1");
        broker.detach(CHAT);
        publish(CHAT, "2");

        StreamPosition top = attach(CHAT);
        StreamPosition next = publish(CHAT, "3");

        assertThat(top.offset()).isEqualTo(2);
        assertThat(offsets(toldOf(CHAT))).contains(next.offset());
    }

    @Test
    @DisplayName("B10: everything of a message survives")
    void keepsEverything() {
        Message message = Message.of("note", Payload.binary(new byte[] {0, -1, 7}))
                .kind(Message.Kind.END)
                .from("c_1")
                .withoutEcho()
                .via(NEWS)
                .key("k \u0000 \u00e9 \ud83d\ude00")
                .tags(Map.of("a", "b", "", "\u00fc"))
                .idempotencyKey("i");
        attach(CHAT);
        String epoch = publish(CHAT, message).epoch();
        publish(CHAT, Message.of(Payload.EMPTY));

        List<Publication> entries = ((Page.Entries) read(CHAT, new StreamPosition(epoch, 0))).entries();

        assertThat(entries).extracting(Publication::message).containsExactly(message, Message.of(Payload.EMPTY));
        assertThat(awaitTold(CHAT, 2)).isEqualTo(entries);
    }

    @Test
    @DisplayName("B11: every channel is kept as its own options say")
    void keepsEachChannelByItsOptions() {
        String chat = fill(CHAT, HISTORY + 1);
        String small = fill(SMALL, HISTORY + 1);
        String none = fill(WITHOUT_HISTORY, 1);

        assertThat(read(CHAT, new StreamPosition(chat, 0))).isInstanceOf(Page.Lost.class);
        assertThat(offsets(read(SMALL, new StreamPosition(small, 0)))).hasSize(HISTORY + 1);
        assertThat(read(WITHOUT_HISTORY, new StreamPosition(none, 0))).isInstanceOf(Page.Lost.class);
    }

    @Test
    @DisplayName("B12: a channel without history counts and tells all the same")
    void countsWithoutHistory() {
        attach(WITHOUT_HISTORY);

        String epoch = fill(WITHOUT_HISTORY, 3);

        assertThat(offsets(awaitTold(WITHOUT_HISTORY, 3))).isEqualTo(upTo(3));
        assertThat(offsets(read(WITHOUT_HISTORY, new StreamPosition(epoch, 3)))).isEmpty();
        assertThat(read(WITHOUT_HISTORY, new StreamPosition(epoch, 2))).isInstanceOf(Page.Lost.class);
    }
}
