package io.penstock.cli.shell;

import io.penstock.cli.shell.MentionedTables.Mention;
import io.penstock.cli.sql.SqlTokens;
import io.penstock.cli.sql.SqlTokens.Kind;
import io.penstock.cli.sql.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What fits where the cursor is: tables behind {@code FROM}, else columns of the tables named, functions and keywords. */
final class Offers {

    /** @param description a column's type, or what it is */
    record Offer(String text, String description) {}

    private static final Set<String> BEFORE_TABLE =
            Set.of("FROM", "JOIN", "INTO", "OVERWRITE", "TABLE", "UPDATE", "DESCRIBE", "DESC", "\\D");
    private static final List<Offer> COMMANDS = List.of(
            new Offer("\\?", "help"),
            new Offer("\\d", "tables, or one table's columns"),
            new Offer("\\q", "leave"),
            new Offer("\\watch", "repeat the last statement"),
            new Offer("\\x", "one column a line"));

    private Offers() {}

    /**
     * @param line all that is typed
     * @param word the part before the cursor that is to be completed
     */
    static List<Offer> at(String line, int cursor, String word, KnownTables known) {
        String before = line.substring(0, cursor - word.length());
        if (insideQuotes(before)) {
            return List.of();
        }
        if (word.startsWith("\\")) {
            return before.isBlank() ? starting(word, COMMANDS.stream()) : List.of();
        }
        if (BEFORE_TABLE.contains(lastWord(before))) {
            return starting(word, known.tables().stream().map(table -> new Offer(table, "table")));
        }
        return Stream.of(columns(line, word, known), words(word, known))
                .flatMap(List::stream)
                .toList();
    }

    private static boolean insideQuotes(String before) {
        List<Token> tokens = SqlTokens.of(before);
        if (tokens.isEmpty()) {
            return false;
        }
        Token last = tokens.get(tokens.size() - 1);
        boolean lineComment = last.kind() == Kind.COMMENT && before.startsWith("--", last.start());
        return !last.closed() || lineComment;
    }

    private static String lastWord(String before) {
        String[] words = before.strip().split("\\s+");
        return words[words.length - 1].toUpperCase(Locale.ROOT);
    }

    private static List<Offer> columns(String line, String word, KnownTables known) {
        List<Offer> found = new ArrayList<>();
        int dot = word.lastIndexOf('.');
        String qualifier = dot < 0 ? "" : Names.plain(word.substring(0, dot));
        for (Mention mention : MentionedTables.in(line)) {
            boolean meant = qualifier.isEmpty()
                    || qualifier.equalsIgnoreCase(mention.alias())
                    || Names.plain(mention.table()).equals(qualifier)
                    || Names.plain(mention.table()).endsWith("." + qualifier);
            if (meant) {
                Map<String, String> columns = known.columns(mention.table());
                columns.forEach(
                        (name, type) -> found.add(new Offer(word.substring(0, dot + 1) + Names.quoted(name), type)));
            }
        }
        return starting(word, found.stream().distinct());
    }

    /** None before the first letter: that would be all there are. */
    private static List<Offer> words(String word, KnownTables known) {
        if (word.isEmpty()) {
            return List.of();
        }
        boolean capitals = word.equals(word.toUpperCase(Locale.ROOT));
        Stream<Offer> keywords = SqlWords.KEYWORDS.stream()
                .map(keyword -> new Offer(capitals ? keyword : keyword.toLowerCase(Locale.ROOT), "keyword"));
        Stream<Offer> functions = SqlWords.FUNCTIONS.stream().map(name -> new Offer(name + "(", "function"));
        Stream<Offer> tables = known.tables().stream().map(table -> new Offer(table, "table"));
        return starting(word, Stream.of(keywords, functions, tables).flatMap(all -> all));
    }

    private static List<Offer> starting(String word, Stream<Offer> offers) {
        return offers.filter(offer -> offer.text().regionMatches(true, 0, word, 0, word.length()))
                .toList();
    }
}
