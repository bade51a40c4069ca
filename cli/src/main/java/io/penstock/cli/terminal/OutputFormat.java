package io.penstock.cli.terminal;

import java.util.Locale;

/** How results are printed: for people or for programs. */
public enum OutputFormat {
    TABLE,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
