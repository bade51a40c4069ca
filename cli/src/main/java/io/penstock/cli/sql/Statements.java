package io.penstock.cli.sql;

import java.util.ArrayList;
import java.util.List;

/** Cuts a script into statements at the semicolons that stand outside of texts, quoted names and comments. */
public final class Statements {

    private final String script;
    private final List<String> found = new ArrayList<>();
    private int at;
    private int begin;

    private Statements(String script) {
        this.script = script;
    }

    /** The statements without their semicolons; those that are nothing but blanks and comments are left out. */
    public static List<String> of(String script) {
        return new Statements(script).cut();
    }

    private List<String> cut() {
        boolean content = false;
        while (at < script.length()) {
            char character = script.charAt(at);
            if (script.startsWith("--", at)) {
                skipTo("\n");
            } else if (script.startsWith("/*", at)) {
                skipTo("*/");
            } else if (character == '\'' || character == '"' || character == '`') {
                skipQuoted(character);
                content = true;
            } else if (character == ';') {
                add(content);
                content = false;
                at++;
                begin = at;
            } else {
                content |= !Character.isWhitespace(character);
                at++;
            }
        }
        add(content);
        return found;
    }

    private void add(boolean content) {
        if (content) {
            found.add(script.substring(begin, Math.min(at, script.length())).strip());
        }
    }

    private void skipTo(String end) {
        int stop = script.indexOf(end, at + 2);
        at = stop < 0 ? script.length() : stop + end.length();
    }

    /** A doubled quote is two texts side by side, which comes to the same. A back-quoted name has no escapes. */
    private void skipQuoted(char quote) {
        at++;
        while (at < script.length() && script.charAt(at) != quote) {
            at += script.charAt(at) == '\\' && quote != '`' ? 2 : 1;
        }
        at++;
    }
}
