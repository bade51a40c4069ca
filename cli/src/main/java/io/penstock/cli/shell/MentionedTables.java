package io.penstock.cli.shell;

import io.penstock.cli.sql.SqlTokens;
import io.penstock.cli.sql.SqlTokens.Kind;
import io.penstock.cli.sql.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The tables that a statement names, as far as can be told from its words: it may be half typed. */
final class MentionedTables {

    /** @param alias the short name that the statement gives it */
    record Mention(String table, @Nullable String alias) {}

    private static final Set<String> BEFORE_READ = Set.of("FROM", "JOIN");
    private static final Set<String> BEFORE_WRITE = Set.of("INTO", "OVERWRITE", "TABLE", "UPDATE");
    /** What stands between such a word and the name. */
    private static final Set<String> BETWEEN = Set.of("TABLE", "IF", "NOT", "EXISTS");

    private final String sql;
    private final List<Token> tokens;

    private MentionedTables(String sql) {
        this.sql = sql;
        this.tokens =
                SqlTokens.of(sql).stream().filter(token -> !token.isFiller()).toList();
    }

    /** Those that are read from or written to. */
    static List<Mention> in(String sql) {
        MentionedTables words = new MentionedTables(sql);
        List<Mention> found = new ArrayList<>();
        for (int at = 0; at < words.tokens.size(); at++) {
            if (BEFORE_READ.contains(words.word(at)) || BEFORE_WRITE.contains(words.word(at))) {
                words.mention(at + 1, found);
            }
        }
        return found;
    }

    /** Those that the statement changes or drops; a procedure changes what it is called with. */
    static List<String> writtenBy(String sql) {
        MentionedTables words = new MentionedTables(sql);
        List<Mention> found = new ArrayList<>();
        List<String> names = new ArrayList<>();
        boolean call = words.word(0).equals("CALL");
        for (int at = 0; at < words.tokens.size(); at++) {
            boolean deletes =
                    words.word(at).equals("FROM") && words.word(at - 1).equals("DELETE");
            if (deletes || BEFORE_WRITE.contains(words.word(at))) {
                words.mention(at + 1, found);
            } else if (call && words.tokens.get(at).kind() == Kind.TEXT) {
                names.add(words.text(at).replaceAll("['\"]", ""));
            }
        }
        found.forEach(mention -> names.add(mention.table()));
        return names;
    }

    private void mention(int start, List<Mention> found) {
        int at = start;
        while (BETWEEN.contains(word(at))) {
            at++;
        }
        StringBuilder name = new StringBuilder();
        int end = at;
        while (end < tokens.size() && adjoins(end, at) && belongsToName(end)) {
            name.append(text(end));
            end++;
        }
        if (name.length() > 0 && !SqlWords.isKeyword(name.toString())) {
            found.add(new Mention(name.toString(), alias(end)));
        }
    }

    private boolean adjoins(int at, int first) {
        return at == first || tokens.get(at - 1).end() == tokens.get(at).start();
    }

    private boolean belongsToName(int at) {
        Kind kind = tokens.get(at).kind();
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME || text(at).equals(".");
    }

    private @Nullable String alias(int behindName) {
        int at = word(behindName).equals("AS") ? behindName + 1 : behindName;
        boolean name = at < tokens.size() && tokens.get(at).kind() == Kind.WORD && !SqlWords.isKeyword(text(at));
        return name ? text(at) : null;
    }

    /** In capital letters; empty where there is none. */
    private String word(int at) {
        boolean word = at >= 0 && at < tokens.size() && tokens.get(at).kind() == Kind.WORD;
        return word ? text(at).toUpperCase(Locale.ROOT) : "";
    }

    private String text(int at) {
        return tokens.get(at).of(sql);
    }
}
