package io.penstock.pipeline.dashboard;

import io.penstock.pipeline.Key;
import io.penstock.pipeline.test.Value;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes dashboards as a pipeline file has them: a panel on one line, keys with their usual values left out. */
public final class DashboardText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_.()/%-]*( [A-Za-z0-9_.()/%-]+)*");
    private static final Pattern WORD_OF_YAML = Pattern.compile("(?i)true|false|null|yes|no|on|off");

    private DashboardText() {}

    /** One entry of {@code dashboards:}, its name indented by two blanks. */
    public static String of(String name, Dashboard dashboard) {
        StringBuilder text = new StringBuilder("  " + name + ":\n");
        Map<String, String> keys = written(dashboard);
        keys.forEach((key, value) ->
                text.append("    ").append(key).append(": ").append(value).append('\n'));
        text.append("    panels:\n");
        dashboard
                .panels()
                .forEach(panel -> text.append("      - ").append(of(panel)).append('\n'));
        return text.toString();
    }

    /** A panel on one line: {@code { line: trips, from: trips, x: at }}. */
    public static String of(Panel panel) {
        return written((Record) panel).entrySet().stream()
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", ", "{ ", " }"));
    }

    private static Map<String, String> written(Record spec) {
        Map<String, String> written = new LinkedHashMap<>();
        for (RecordComponent component : spec.getClass().getRecordComponents()) {
            if (value(spec, component) instanceof PanelSource source) {
                written.putAll(written(source));
                continue;
            }
            Key key = component.getAnnotation(Key.class);
            String text = key == null ? null : written(value(spec, component));
            if (key != null && text != null && !text.equals(key.defaultsTo())) {
                written.put(key.name().isEmpty() ? component.getName() : key.name(), text);
            }
        }
        return written;
    }

    private static @Nullable Object value(Record spec, RecordComponent component) {
        try {
            return component.getAccessor().invoke(spec);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read component of the spec: " + component, e);
        }
    }

    /** The value as it is written; nothing where the key is left out, or is a list of its own lines. */
    private static @Nullable String written(@Nullable Object value) {
        if (value == null) {
            return null;
        } else if (value instanceof List<?> list) {
            boolean plain = !list.isEmpty() && list.stream().noneMatch(Panel.class::isInstance);
            return plain ? list.stream().map(DashboardText::item).collect(Collectors.joining(", ", "[", "]")) : null;
        } else if (value instanceof Map<?, ?> map) {
            return map.isEmpty()
                    ? null
                    : map.entrySet().stream()
                            .map(entry -> quoted(String.valueOf(entry.getKey())) + ": " + item(entry.getValue()))
                            .collect(Collectors.joining(", ", "{ ", " }"));
        } else if (value instanceof Duration duration) {
            return words(duration);
        } else if (value instanceof Enum<?> word) {
            return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
        return value instanceof Integer ? value.toString() : quoted(value.toString());
    }

    private static String item(Object value) {
        if (value instanceof Value.Scalar scalar) {
            return quoted(scalar.text());
        } else if (value instanceof Value.Items items) {
            return items.items().stream().map(DashboardText::item).collect(Collectors.joining(", ", "[", "]"));
        }
        return quoted(value.toString());
    }

    private static String words(Duration duration) {
        long seconds = duration.toSeconds();
        if (duration.toMillis() != seconds * 1_000) {
            return duration.toMillis() + " ms";
        } else if (seconds % 86_400 == 0) {
            return counted(seconds / 86_400, "day");
        } else if (seconds % 3_600 == 0) {
            return counted(seconds / 3_600, "hour");
        }
        return seconds % 60 == 0 ? counted(seconds / 60, "minute") : counted(seconds, "second");
    }

    private static String counted(long number, String unit) {
        return number + " " + unit + (number == 1 ? "" : "s");
    }

    private static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !WORD_OF_YAML.matcher(text).matches()) {
            return text;
        }
        if (text.chars().noneMatch(Character::isISOControl)) {
            return "'" + text.replace("'", "''") + "'";
        }
        StringBuilder escaped = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (Character.isISOControl(c)) {
                escaped.append("\\u%04x".formatted(c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.append('"').toString();
    }
}
