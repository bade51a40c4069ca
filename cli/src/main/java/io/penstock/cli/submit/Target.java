package io.penstock.cli.submit;

import java.util.Locale;

/** The kinds of clusters; those that a profile describes below {@code targets}. */
public enum Target {
    STANDALONE,
    YARN,
    EMR,
    EMR_SERVERLESS,
    KUBERNETES;

    /** The key of the profile and the word that is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
