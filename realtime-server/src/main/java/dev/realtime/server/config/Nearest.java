package dev.realtime.server.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses what somebody meant. */
final class Nearest {

    /** Longer words are not compared: the table grows with the square. */
    private static final int MAX_LENGTH = 100;

    private Nearest() {}

    /** The known word with the fewest edits to {@code word}, if they are few enough to be a slip. */
    static Optional<String> to(String word, Collection<String> known) {
        if (word.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        int few = Math.max(2, word.length() / 3);
        return known.stream()
                .min(Comparator.comparingInt((String candidate) -> edits(word, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(candidate -> edits(word, candidate) <= few);
    }

    /** As the end of a sentence, empty if nothing is near. */
    static String hint(String word, Collection<String> known) {
        return to(word, known).map(near -> ", did you mean " + near + "?").orElse("");
    }

    /** Levenshtein distance. */
    private static int edits(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int column = 0; column <= to.length(); column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            int[] current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int change = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(change, Math.min(above[column], current[column - 1]) + 1);
            }
            above = current;
        }
        return above[to.length()];
    }
}
