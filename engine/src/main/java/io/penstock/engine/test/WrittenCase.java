package io.penstock.engine.test;

import java.util.List;

/**
 * A case as text.
 *
 * @param text the item of {@code cases:}, indented by two blanks
 * @param notes what it does not compare, a sentence each
 */
public record WrittenCase(String text, List<String> notes) {

    public WrittenCase {
        notes = List.copyOf(notes);
    }
}
