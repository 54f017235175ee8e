package dev.realtime.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.realtime.core.ChannelName;
import dev.realtime.core.Message;
import dev.realtime.core.Payload;
import dev.realtime.core.Publication;
import dev.realtime.core.StreamPosition;
import dev.realtime.core.spi.Broker;
import dev.realtime.core.spi.Broker.Page;
import dev.realtime.core.spi.Broker.Page.Lost.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Broker} must do. Extend it in the adapter's tests and say how to make one; a broker that several
 * nodes share also says how to make {@link #another} node's.
 *
 * <p>The kit calls the broker as the engine does: calls for one channel come from one thread, and need not wait for each
 * other's answers.
 *
 * <p>B1 to B43 are about one node and stand in the classes this one extends, which only divide them into files. B44 to
 * B49 are about what happens around it.
 */
public abstract class BrokerContract extends BrokerLatestRules {

    private static final int NODES_EACH = 100;

    private final List<Publication> toldElsewhere = Collections.synchronizedList(new ArrayList<>());
    private Broker elsewhere;

    @Test
    @DisplayName("B44: a log that was lost begins anew, under an epoch of its own")
    void beginsAnew() {
        StreamPosition old = new StreamPosition(fill(CHAT, 3), 2);

        lose(CHAT);
        StreamPosition top = attach(CHAT);
        StreamPosition first = publish(CHAT, "1");

        assertThat(top.offset()).isZero();
        assertThat(first).isEqualTo(new StreamPosition(top.epoch(), 1));
        assertThat(read(CHAT, old)).isEqualTo(new Page.Lost(Reason.EPOCH, 1, first));
        assertThat(await(broker.readBack(CHAT, Optional.of(old), 10, 1_000)))
                .isEqualTo(new Page.Lost(Reason.EPOCH, 1, first));
        assertThat(told).extracting(Told::epoch).containsOnly(top.epoch());
    }

    @Test
    @DisplayName("B45: every attached node is told the same, whoever publishes")
    void tellsEveryNode() {
        startElsewhere();
        attach(CHAT);
        await(elsewhere.attach(CHAT));

        publish(CHAT, "1");
        await(elsewhere.publish(CHAT, Message.of(Payload.json("2"))));
        publish(CHAT, "3");

        assertThat(offsets(awaitTold(CHAT, 3))).isEqualTo(upTo(3));
        assertThat(awaitToldElsewhere(3)).isEqualTo(toldOf(CHAT));
    }

    @Test
    @DisplayName("B46: a repeat at another node is the same act")
    void knowsActsOfOtherNodes() {
        startElsewhere();

        StreamPosition first = publish(CHAT, ONCE);

        assertThat(await(elsewhere.publish(CHAT, ONCE))).isEqualTo(first);
        assertThat(await(elsewhere.attach(CHAT))).isEqualTo(first);
    }

    @Test
    @DisplayName("B47: nodes that publish at once agree on one order")
    void agreesOnOneOrder() {
        startElsewhere();
        attach(CHAT);
        await(elsewhere.attach(CHAT));

        List<CompletionStage<StreamPosition>> answers = new ArrayList<>();
        for (int i = 0; i < NODES_EACH; i++) {
            answers.add(broker.publish(CHAT, Message.of(Payload.json("" + i))));
            answers.add(elsewhere.publish(CHAT, Message.of(Payload.json("-" + i))));
        }

        assertThat(answers.stream().map(answer -> await(answer).offset()))
                .containsExactlyInAnyOrderElementsOf(upTo(2 * NODES_EACH));
        assertThat(offsets(awaitTold(CHAT, 2 * NODES_EACH))).isEqualTo(upTo(2 * NODES_EACH));
        assertThat(awaitToldElsewhere(2 * NODES_EACH)).isEqualTo(toldOf(CHAT));
    }

    @Test
    @DisplayName("B48: a node that goes takes nothing along")
    void outlivesANode() {
        startElsewhere();
        StreamPosition last = publish(CHAT, "1");

        broker.close();

        assertThat(await(elsewhere.attach(CHAT))).isEqualTo(last);
        assertThat(offsets(await(elsewhere.read(CHAT, Optional.empty(), 10, 1_000))))
                .isEqualTo(upTo(1));
    }

    @Test
    @Tag("stochastic") // what mixes up calls that come at once can pass by luck
    @DisplayName("B49: channels that are used at once do not disturb each other")
    void keepsChannelsApartAtOnce() {
        List<ChannelName> channels = times(8, i -> ChannelName.of("c" + i));
        channels.forEach(this::attach);

        List<Callable<List<Long>>> publishers = new ArrayList<>();
        channels.forEach(channel -> publishers.add(() -> publishMany(channel)));

        assertThat(AtOnce.doAll(publishers, patience().multipliedBy(10)))
                .allSatisfy(offsets -> assertThat(offsets).isEqualTo(upTo(200)));
        for (ChannelName channel : channels) {
            List<Publication> heard = awaitTold(channel, 200);
            assertThat(offsets(heard)).isEqualTo(upTo(200));
            assertThat(heard).extracting(one -> one.message().event()).containsOnly(channel.local());
        }
    }

    private List<Long> publishMany(ChannelName channel) {
        return times(200, i -> await(broker.publish(channel, Message.of(channel.local(), Payload.json("" + i))))
                .offset());
    }

    private void startElsewhere() {
        Optional<Broker> node = another();
        assumeTrue(node.isPresent(), "a broker of one node");
        elsewhere = node.get();
        elsewhere.start(BrokerBench::options, (channel, epoch, publication) -> toldElsewhere.add(publication));
    }

    @AfterEach
    void closeElsewhere() {
        if (elsewhere != null) {
            elsewhere.close();
        }
    }

    private List<Publication> awaitToldElsewhere(int count) {
        settle();
        eventually().until(() -> toldElsewhere.size() >= count);
        return List.copyOf(toldElsewhere);
    }
}
