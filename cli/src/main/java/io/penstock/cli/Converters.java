package io.penstock.cli;

import io.penstock.cli.demo.Cabs;
import io.penstock.cli.demo.Clickstream;
import io.penstock.cli.submit.Target;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options as people write them. */
final class Converters {

    private Converters() {}

    /** {@code 500ms}, {@code 10s}, {@code 5 minutes}, {@code 1h}. */
    static final class Time implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("(\\d{1,9}) ?([a-z]+)");

        @Override
        public Duration convert(String text) {
            Matcher form = FORM.matcher(text.strip());
            if (!form.matches()) {
                throw wrong(text);
            }
            ChronoUnit unit =
                    switch (form.group(2)) {
                        case "ms" -> ChronoUnit.MILLIS;
                        case "s", "sec", "second", "seconds" -> ChronoUnit.SECONDS;
                        case "m", "min", "minute", "minutes" -> ChronoUnit.MINUTES;
                        case "h", "hour", "hours" -> ChronoUnit.HOURS;
                        default -> throw wrong(text);
                    };
            return Duration.of(Long.parseLong(form.group(1)), unit);
        }

        private static TypeConversionException wrong(String text) {
            return new TypeConversionException("expected a time such as 10s or 5m, but was '%s'".formatted(text));
        }
    }

    /** {@code 2026-01-31T08:00:00Z}. */
    static final class Moment implements ITypeConverter<Instant> {

        @Override
        public Instant convert(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new TypeConversionException(
                        "expected a time such as 2026-01-31T08:00:00Z, but was '%s'".formatted(text));
            }
        }
    }

    /** A story of the demo. */
    static final class Story implements ITypeConverter<io.penstock.cli.demo.Story> {

        @Override
        public io.penstock.cli.demo.Story convert(String text) {
            return switch (text) {
                case "clickstream" -> new Clickstream();
                case "cabs" -> new Cabs();
                default ->
                    throw new TypeConversionException("expected clickstream or cabs, but was '%s'".formatted(text));
            };
        }
    }

    /** What can be simulated. */
    static final class Simulation implements ITypeConverter<String> {

        @Override
        public String convert(String text) {
            if (!text.equals("cabs")) {
                throw new TypeConversionException("expected cabs, but was '%s'".formatted(text));
            }
            return text;
        }
    }

    /** A kind of cluster, as profiles have it. */
    static final class ClusterKind implements ITypeConverter<Target> {

        @Override
        public Target convert(String text) {
            return Arrays.stream(Target.values())
                    .filter(target -> target.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException(
                            "expected one of %s, but was '%s'".formatted(Arrays.toString(Target.values()), text)));
        }
    }

    /** A regular expression; what is wrong with it is said in one line. */
    static final class Regex implements ITypeConverter<Pattern> {

        @Override
        public Pattern convert(String text) {
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                throw new TypeConversionException("is no regular expression, %s: '%s'"
                        .formatted(e.getDescription().toLowerCase(Locale.ROOT), text));
            }
        }
    }

    /** {@code 10x}, {@code 0.5x}, {@code 10}. */
    static final class Speed implements ITypeConverter<Double> {

        @Override
        public Double convert(String text) {
            try {
                double speed = Double.parseDouble(text.endsWith("x") ? text.substring(0, text.length() - 1) : text);
                if (speed > 0 && speed < 1e9) {
                    return speed;
                }
            } catch (NumberFormatException e) {
                throw wrong(text);
            }
            throw wrong(text);
        }

        private static TypeConversionException wrong(String text) {
            return new TypeConversionException("expected a speed such as 10x, but was '%s'".formatted(text));
        }
    }
}
