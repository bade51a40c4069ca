package io.penstock.cli.sql;

import io.penstock.cli.sql.SqlTokens.Kind;
import io.penstock.cli.sql.SqlTokens.Token;
import java.util.ArrayList;
import java.util.List;

/** Cuts a script into statements at the semicolons that stand outside of texts, quoted names and comments. */
public final class Statements {

    private Statements() {}

    /** The statements without their semicolons; those that are nothing but blanks and comments are left out. */
    public static List<String> of(String script) {
        List<String> statements = new ArrayList<>();
        int begin = 0;
        boolean content = false;
        for (Token token : SqlTokens.of(script)) {
            if (token.kind() == Kind.SEMICOLON) {
                if (content) {
                    statements.add(script.substring(begin, token.start()).strip());
                }
                content = false;
                begin = token.end();
            } else {
                content |= !token.isFiller();
            }
        }
        if (content) {
            statements.add(script.substring(begin).strip());
        }
        return statements;
    }

    /** Whether nothing more has to be typed: the last statement has its semicolon, or there is none. */
    public static boolean complete(String script) {
        boolean ended = true;
        for (Token token : SqlTokens.of(script)) {
            if (!token.closed()) {
                return false;
            }
            if (!token.isFiller()) {
                ended = token.kind() == Kind.SEMICOLON;
            }
        }
        return ended;
    }
}
