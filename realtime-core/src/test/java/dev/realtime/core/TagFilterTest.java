package dev.realtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The size of a filter")
class TagFilterTest {

    @Test
    void isNothingForNone() {
        assertThat(TagFilter.NONE.size()).isZero();
    }

    @Test
    void countsWhatTheHeapHoldsBesideTheTexts() {
        assertThat(new TagFilter(Map.of("market", Set.of("xetra", "nyse"))).size())
                .isEqualTo(64 + 56 + 3 * 56 + 6 + 5 + 4);
    }

    @Test
    void countsCharactersBeyondLatinTwice() {
        assertThat(new TagFilter(Map.of("m", Set.of("\u03b1\u03b2"))).size()).isEqualTo(64 + 56 + 2 * 56 + 1 + 4);
    }

    @Test
    @DisplayName("is what the largest filter takes as measured, 31 KiB")
    void isThatOfTheHeap() {
        Map<String, Set<String>> wanted = new LinkedHashMap<>();
        for (String name : texts("n")) {
            wanted.put(name, texts(name.substring(0, 3)));
        }

        assertThat(new TagFilter(wanted).size()).isBetween(30_000, 34_000);
    }

    private static Set<String> texts(String prefix) {
        return IntStream.range(0, TagFilter.MAX)
                .mapToObj(i -> prefix + (char) ('a' + i) + "x".repeat(63 - prefix.length()))
                .collect(Collectors.toSet());
    }
}
