package dev.realtime.core.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.realtime.core.ChannelName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The subscriptions of a connection, few or many")
class SubscriptionsTest extends OneLaneHub {

    private final Subscriptions subscriptions = new Subscriptions();

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 13, 40})
    void areFoundByTheirChannel(int count) {
        List<Cursor> cursors = subscribe(count);

        for (Cursor cursor : cursors) {
            assertThat(subscriptions.get(cursor.channel())).isSameAs(cursor);
        }
        assertThat(subscriptions.get(ChannelName.of("c" + count))).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 13, 40})
    void areNotFoundAfterTheyWereRemoved(int count) {
        List<Cursor> cursors = subscribe(count);

        subscriptions.remove(cursors.get(0));

        assertThat(subscriptions.get(cursors.get(0).channel())).isNull();
        for (Cursor cursor : cursors.subList(1, count)) {
            assertThat(subscriptions.get(cursor.channel())).isSameAs(cursor);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 12, 13, 40})
    void areHandedOverOnce(int count) {
        List<Cursor> cursors = subscribe(count);
        List<Cursor> left = new ArrayList<>();

        subscriptions.clear(left::add);
        subscriptions.clear(left::add);

        assertThat(left).containsExactlyInAnyOrderElementsOf(cursors);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 12, 13, 40})
    void areShownOnlyWhenThePeerKnowsOfThem(int count) {
        List<Cursor> cursors = subscribe(count);
        assertThat(subscriptions.shows("", "c0")).isFalse();

        cursors.get(0).placed(0);

        assertThat(subscriptions.shows("", "c0")).isTrue();
        assertThat(subscriptions.shows("", "elsewhere")).isFalse();
    }

    @Test
    void areReservedUpToTheLimit() {
        assertThat(subscriptions.reserve(2)).isTrue();
        assertThat(subscriptions.reserve(2)).isTrue();
        assertThat(subscriptions.reserve(2)).isFalse();

        subscriptions.giveBack();

        assertThat(subscriptions.reserve(2)).isTrue();
        assertThat(subscriptions.reserve(2)).isFalse();
    }

    private List<Cursor> subscribe(int count) {
        List<Cursor> cursors = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Cursor cursor = new Cursor(null, new Audience(ChannelName.of("c" + i), lane1()), 1);
            subscriptions.add(cursor);
            cursors.add(cursor);
        }
        return cursors;
    }
}
