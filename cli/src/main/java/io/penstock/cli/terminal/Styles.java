package io.penstock.cli.terminal;

import java.util.Map;

/** Colours and weights for people; every method returns its text unchanged where they are off. */
public record Styles(boolean enabled) {

    public static final Styles OFF = new Styles(false);

    private static final String RESET = "\u001b[0m";

    /** On for a terminal, unless {@code NO_COLOR} is set (no-color.org) or the terminal says it cannot. */
    public static Styles of(boolean terminal, Map<String, String> environment) {
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty();
        boolean able = !"dumb".equals(environment.get("TERM"));
        return terminal && able && !refused ? new Styles(true) : OFF;
    }

    public String bold(String text) {
        return styled("\u001b[1m", text);
    }

    public String dim(String text) {
        return styled("\u001b[2m", text);
    }

    public String red(String text) {
        return styled("\u001b[31m", text);
    }

    public String green(String text) {
        return styled("\u001b[32m", text);
    }

    public String yellow(String text) {
        return styled("\u001b[33m", text);
    }

    private String styled(String code, String text) {
        return enabled && !text.isEmpty() ? code + text + RESET : text;
    }
}
