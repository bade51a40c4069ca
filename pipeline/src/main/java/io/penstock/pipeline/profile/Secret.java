package io.penstock.pipeline.profile;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A secret that a profile names and does not hold: <code>${env:NAME}</code> or <code>${file:PATH}</code>. It is looked up each
 * time it is revealed, and is shown as {@code ***}.
 */
public final class Secret {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):([^${}]+)\\}");

    private final String kind;
    private final String name;

    private Secret(String kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /** @throws IllegalArgumentException if the text is no reference; the message does not show it */
    public static Secret of(String reference) {
        Matcher matcher = REFERENCE.matcher(reference);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "Cannot read reference to a secret, it is neither ${env:…} nor ${file:…}");
        }
        return new Secret(matcher.group(1), matcher.group(2));
    }

    /**
     * The secret itself, for settings that are handed to a client and to nobody else.
     *
     * @throws MissingSecretException if the variable or file is not there
     */
    public String reveal(SecretSource source) {
        return kind.equals("env") ? source.environment(name) : source.file(name);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && kind.equals(that.kind) && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + name.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
