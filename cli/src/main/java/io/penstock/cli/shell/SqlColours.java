package io.penstock.cli.shell;

import io.penstock.cli.sql.SqlTokens;
import io.penstock.cli.sql.SqlTokens.Token;
import java.util.function.Consumer;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Paints a statement while it is typed. */
final class SqlColours implements Highlighter {

    private static final AttributedStyle KEYWORD = AttributedStyle.BOLD.foreground(AttributedStyle.BLUE);
    private static final AttributedStyle TEXT = AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
    private static final AttributedStyle NUMBER = AttributedStyle.DEFAULT.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle COMMENT = AttributedStyle.DEFAULT.faint();

    private final boolean enabled;
    private final Consumer<String> typed;

    /** @param typed hears of each state of the line */
    SqlColours(boolean enabled, Consumer<String> typed) {
        this.enabled = enabled;
        this.typed = typed;
    }

    @Override
    public AttributedString highlight(LineReader reader, String line) {
        typed.accept(line);
        return enabled && !line.startsWith("\\") ? painted(line) : new AttributedString(line);
    }

    static AttributedString painted(String sql) {
        AttributedStringBuilder painted = new AttributedStringBuilder(sql.length());
        for (Token token : SqlTokens.of(sql)) {
            String text = token.of(sql);
            painted.append(text, style(token, text));
        }
        return painted.toAttributedString();
    }

    private static AttributedStyle style(Token token, String text) {
        return switch (token.kind()) {
            case WORD -> SqlWords.isKeyword(text) ? KEYWORD : AttributedStyle.DEFAULT;
            case TEXT -> TEXT;
            case NUMBER -> NUMBER;
            case COMMENT -> COMMENT;
            case QUOTED_NAME, SEMICOLON, BLANK, OTHER -> AttributedStyle.DEFAULT;
        };
    }
}
