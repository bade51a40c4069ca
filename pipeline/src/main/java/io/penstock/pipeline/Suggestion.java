package io.penstock.pipeline;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Suggestion {

    private static final int MAX_LENGTH = 64; // distance is quadratic in the length, and nobody mistypes a longer word

    private Suggestion() {}

    /** {@code did you mean 'batch-size'?}, if one of the words is near. */
    public static Optional<String> among(Collection<String> words, String text) {
        return nearest(words, text).map(word -> "did you mean '" + word + "'?");
    }

    static Optional<String> nearest(Collection<String> words, String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String folded = fold(text);
        String best = null;
        int smallest = Integer.MAX_VALUE;
        for (String word : words) {
            int distance = isBeginning(folded, fold(word)) ? 1 : distance(fold(word), folded);
            if (distance <= Math.max(1, Math.min(word.length(), text.length()) / 3) && distance < smallest) {
                best = word;
                smallest = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static boolean isBeginning(String text, String word) {
        return text.length() >= 3 && word.startsWith(text);
    }

    /** Two spellings that differ only in case, hyphens or underscores are the same word. */
    private static String fold(String word) {
        return word.replaceAll("[-_ ]", "").toLowerCase(Locale.ROOT);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replaced, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
