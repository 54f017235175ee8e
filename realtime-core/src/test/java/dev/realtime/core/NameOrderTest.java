package dev.realtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Type;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Names that a peer chooses so that all have one hash")
class NameOrderTest {

    @Test
    void areEasilyFound() {
        assertThat(ChannelName.of("anan")).hasSameHashCodeAs(ChannelName.of("c0c0"));
        assertThat(UserId.of("anan")).hasSameHashCodeAs(UserId.of("c0c0"));
    }

    @ParameterizedTest
    @ValueSource(classes = {ChannelName.class, UserId.class})
    @DisplayName(
            "made 16,384 of them take 20 s of a lane: what a hash map needs to order them it looks for in the type")
    void haveAnOrderThatHashMapsSee(Class<?> type) {
        assertThat(Arrays.stream(type.getGenericInterfaces()).map(Type::getTypeName))
                .contains("java.lang.Comparable<" + type.getName() + ">");
    }

    @Test
    void areOrderedByTenantFirst() {
        ChannelName ofA = new ChannelName("a", "z");
        ChannelName ofB = new ChannelName("b", "y");

        assertThat(ofA).isLessThan(ofB).isEqualByComparingTo(new ChannelName("a", "z"));
        assertThat(new ChannelName("b", "z")).isGreaterThan(ofB);
        assertThat(new UserId("a", "z")).isLessThan(new UserId("b", "y")).isEqualByComparingTo(new UserId("a", "z"));
        assertThat(new UserId("b", "z")).isGreaterThan(new UserId("b", "y"));
    }
}
