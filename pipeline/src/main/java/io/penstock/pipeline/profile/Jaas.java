package io.penstock.pipeline.profile;

import java.util.Map;

/** Kafka's {@code sasl.jaas.config}: one login module and its options. */
final class Jaas {

    private Jaas() {}

    /** Each value is quoted, so that it is that option's value whatever characters it has. */
    static String config(String module, Map<String, String> options) {
        StringBuilder config = new StringBuilder(module).append(" required");
        options.forEach((name, value) -> config.append(' ')
                .append(name)
                .append("=\"")
                .append(escaped(value))
                .append('"'));
        return config.append(';').toString();
    }

    /** Kafka reads the text with a {@link java.io.StreamTokenizer}, for which a line break ends a quoted text, too. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
