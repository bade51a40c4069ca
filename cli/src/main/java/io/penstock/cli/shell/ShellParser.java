package io.penstock.cli.shell;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Tells JLine when what is typed is whole, and which part of it a completion replaces. */
final class ShellParser implements Parser {

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE && !ShellCommand.complete(line)) {
            throw new EOFError(-1, -1, "a statement ends with ;");
        }
        int start = cursor;
        while (start > 0 && belongs(line.charAt(start - 1))) {
            start--;
        }
        return new Word(line, cursor, line.substring(start, cursor));
    }

    /** A name with its dots and back-quotes, or one of the shell's own commands. */
    private static boolean belongs(char character) {
        return Character.isLetterOrDigit(character) || "_.`\\?".indexOf(character) >= 0;
    }

    /** @param word what stands before the cursor, which is what is replaced */
    private record Word(String line, int cursor, String word) implements CompletingParsedLine {

        @Override
        public int wordCursor() {
            return word.length();
        }

        @Override
        public int wordIndex() {
            return 0;
        }

        @Override
        public List<String> words() {
            return List.of(word);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return word.length();
        }

        @Override
        public int rawWordLength() {
            return word.length();
        }
    }
}
