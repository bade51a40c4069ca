package io.penstock.cli.sql;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts SQL into tokens as Spark does, so that nothing else has to know about quotes and comments. The tokens cover the text
 * without gaps.
 */
public final class SqlTokens {

    /** What a token is. */
    public enum Kind {
        /** A keyword, or a name without quotes. */
        WORD,
        NUMBER,
        /** In single or double quotes. */
        TEXT,
        /** In back-quotes. */
        QUOTED_NAME,
        COMMENT,
        SEMICOLON,
        BLANK,
        /** One character of anything else. */
        OTHER
    }

    /**
     * @param end behind the last character
     * @param closed whether a text, quoted name or comment has its end; true for all others
     */
    public record Token(Kind kind, int start, int end, boolean closed) {

        public String of(String sql) {
            return sql.substring(start, end);
        }

        /** Whether it says nothing to Spark. */
        public boolean isFiller() {
            return kind == Kind.BLANK || kind == Kind.COMMENT;
        }
    }

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean closed = true;

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    public static List<Token> of(String sql) {
        return new SqlTokens(sql).cut();
    }

    private List<Token> cut() {
        while (at < sql.length()) {
            int start = at;
            closed = true;
            Kind kind = skip(sql.charAt(at));
            at = Math.min(at, sql.length());
            tokens.add(new Token(kind, start, at, closed));
        }
        return tokens;
    }

    private Kind skip(char first) {
        if (sql.startsWith("--", at)) {
            int end = sql.indexOf('\n', at);
            at = end < 0 ? sql.length() : end;
            return Kind.COMMENT;
        }
        if (sql.startsWith("/*", at)) {
            skipComment();
            return Kind.COMMENT;
        }
        if (first == '\'' || first == '"') {
            skipQuoted(first, !raw());
            return Kind.TEXT;
        }
        if (first == '`') {
            skipQuoted(first, false);
            return Kind.QUOTED_NAME;
        }
        if (Character.isWhitespace(first)) {
            skipWhile(Character::isWhitespace);
            return Kind.BLANK;
        }
        if (Character.isDigit(first)) {
            skipWhile(c -> Character.isLetterOrDigit(c) || c == '_' || c == '.');
            return Kind.NUMBER;
        }
        if (Character.isLetter(first) || first == '_') {
            skipWhile(c -> Character.isLetterOrDigit(c) || c == '_');
            return Kind.WORD;
        }
        at++;
        return first == ';' ? Kind.SEMICOLON : Kind.OTHER;
    }

    /** {@code r'\d'}: in a text with an {@code r} before it, a backslash is a character like any other. */
    private boolean raw() {
        boolean letter = at > 0 && (sql.charAt(at - 1) == 'r' || sql.charAt(at - 1) == 'R');
        return letter
                && tokens.get(tokens.size() - 1).end()
                                - tokens.get(tokens.size() - 1).start()
                        == 1;
    }

    private interface Test {
        boolean of(int character);
    }

    private void skipWhile(Test test) {
        while (at < sql.length() && test.of(sql.charAt(at))) {
            at++;
        }
    }

    /** Spark's comments contain each other. */
    private void skipComment() {
        int depth = 0;
        do {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
            } else {
                at++;
            }
        } while (depth > 0 && at < sql.length());
        closed = depth == 0;
    }

    /** A doubled quote is two texts side by side, which comes to the same. */
    private void skipQuoted(char quote, boolean escapes) {
        at++;
        while (at < sql.length() && sql.charAt(at) != quote) {
            at += escapes && sql.charAt(at) == '\\' ? 2 : 1;
        }
        closed = at < sql.length();
        at++;
    }
}
