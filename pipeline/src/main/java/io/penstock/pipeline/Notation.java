package io.penstock.pipeline;

import io.penstock.pipeline.dashboard.Measure;
import io.penstock.pipeline.dashboard.Sort;
import io.penstock.pipeline.profile.KafkaClientSettings;
import io.penstock.pipeline.profile.Secret;
import io.penstock.pipeline.profile.SparkSettings;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The ways in which a text of a pipeline file or a profile can have to be written. */
public enum Notation {
    TEXT("a text", Notation.NOT_BLANK, 1_000, "leave the key out if there is nothing to say"),

    ANY("a text", "", 1_000, "make it shorter"),

    RECORD("a text", "", 400_000, "put longer ones into a file"),

    NAME(
            "a name",
            "[a-z][a-z0-9-]{0,62}",
            63,
            "use a letter, then letters, digits and '-', all lower-case, at most 63") {
        @Override
        String hint(String text) {
            String folded = text.toLowerCase(Locale.ROOT).replaceAll("[ _.]", "-");
            return matches(folded) ? "use " + Excerpt.of(folded) : super.hint(text);
        }
    },

    TOPIC(
            "a topic name",
            "(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}",
            249,
            "use letters, digits, '.', '_' and '-', at most 249"),

    INDEX(
            "the name of an index",
            "[a-z0-9][a-z0-9_.-]{0,199}",
            200,
            "use a letter or digit, then letters, digits, '.', '_' and '-', all lower-case, at most 200") {
        @Override
        String hint(String text) {
            String folded = text.toLowerCase(Locale.ROOT).replace(' ', '-');
            return matches(folded) ? "use " + Excerpt.of(folded) : super.hint(text);
        }
    },

    TABLE(
            "a table name",
            Notation.IDENTIFIER + "(\\." + Notation.IDENTIFIER + ")?",
            257,
            "write namespace.name or name, each of letters, digits and '_'") {
        @Override
        String hint(String text) {
            String folded = text.replace('-', '_');
            return matches(folded) ? "use " + Excerpt.of(folded) : super.hint(text);
        }
    },

    COLUMN("a column name", Notation.NOT_BLANK, 128, "use the name of a column of the schema"),

    SCHEMA(
            "a list of columns",
            Notation.NOT_BLANK,
            100_000,
            "write name and type of each column: url STRING, bytes BIGINT"),

    FILE(
            "a path or a location",
            "(?!.*\\$\\{)[^\\x00-\\x1f\\x7f]*[^\\s\\x00-\\x1f\\x7f]",
            1_000,
            "write a path seen from the folder of this file, or a location: s3://bucket/zones.csv") {
        @Override
        String hint(String text) {
            return text.contains("${") ? NO_REFERENCE : super.hint(text);
        }
    },

    PATTERN(
            "a pattern",
            Notation.NOT_BLANK,
            10_000,
            "write a regular expression with a named group for each column: '(?<host>\\S+) (?<status>[0-9]+)'"),

    SQL("SQL", Notation.NOT_BLANK, 100_000, "write it after the colon, or after '|' on lines of their own"),

    CHARACTER(
            "one ASCII character",
            "[\\x01-\\x09\\x0b\\x0c\\x0e-\\x7f]",
            1,
            "put one character in double quotes; a tab is \"\\t\""),

    QUOTE(
            "one ASCII character or none",
            "none|[\\x01-\\x09\\x0b\\x0c\\x0e-\\x7f]",
            4,
            "put one character in single quotes, such as '\"', or write none") {
        @Override
        @Nullable
        Object read(String text) {
            return text.equals("none") ? null : text;
        }
    },

    TIMESTAMP_FORMAT(
            "a timestamp format", Notation.NOT_BLANK, 200, "use a java.time pattern such as yyyy-MM-dd HH:mm:ss") {
        private static final List<String> WORDS = List.of("epoch-seconds", "epoch-millis", "epoch-micros", "iso-8601");

        @Override
        Object read(String text) {
            if (!WORDS.contains(text)) {
                new DateTimeFormatterBuilder().appendPattern(text); // throws if it is none
            }
            return text;
        }

        @Override
        String hint(String text) {
            return Suggestion.among(WORDS, text)
                    .orElse("use " + String.join(", ", WORDS) + " or a java.time pattern such as yyyy-MM-dd HH:mm:ss");
        }
    },

    JSON_PATH(
            "a path",
            "[^.\\x00-\\x1f]+(\\.[^.\\x00-\\x1f]+){0,31}",
            500,
            "write the fields from the outermost to the value: payload.position.lat"),

    METADATA(
            "a part of a record",
            Metadata.PATTERN,
            250,
            "write key as STRING, header('name') as STRING, headers, timestamp, topic, partition or offset") {
        @Override
        Object read(String text) {
            return Metadata.parse(text);
        }

        @Override
        String hint(String text) {
            return Suggestion.among(List.of("headers", "timestamp", "topic", "partition", "offset"), text)
                    .orElse(super.hint(text));
        }
    },

    STARTING_OFFSETS(
            "earliest, latest or a point in time",
            "earliest|latest|\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})",
            40,
            "write a point in time with its zone: 2026-01-31T00:00:00Z") {
        @Override
        Object read(String text) {
            return StartingOffsets.parse(text);
        }

        @Override
        String hint(String text) {
            return Suggestion.among(List.of("earliest", "latest"), text).orElse(super.hint(text));
        }
    },

    INSTANT(
            "a point in time",
            "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})",
            40,
            "write it with its zone: 2026-01-31T00:00:00Z") {
        @Override
        Object read(String text) {
            return OffsetDateTime.parse(text).toInstant();
        }
    },

    TRIGGER(
            "an interval, available-now or realtime",
            "available-now|" + Trigger.RealTime.WORD + "( (" + Durations.PATTERN + "))?|" + Durations.PATTERN,
            40,
            "write a number above zero and its unit, such as 5 seconds, 500 ms or 1 minute, or available-now, or"
                    + " realtime") {
        @Override
        Object read(String text) {
            return Trigger.parse(text);
        }

        @Override
        String hint(String text) {
            if (text.startsWith(Trigger.RealTime.WORD + " ")) {
                return "write realtime, or how long its batches last, 5 seconds at least: realtime 30 seconds";
            }
            return Suggestion.among(List.of("available-now", Trigger.RealTime.WORD), text)
                    .orElse(super.hint(text));
        }
    },

    DURATION("a length of time", Durations.PATTERN, 40, "write a number and its unit, such as 10 minutes or 500 ms") {
        @Override
        Object read(String text) {
            return Durations.parse(text);
        }
    },

    PARTITION_TRANSFORM(
            "a partition transform",
            PartitionTransform.PATTERN,
            300,
            "write a column, years(c), months(c), days(c), hours(c), bucket(16, c) or truncate(4, c)") {
        @Override
        Object read(String text) {
            return PartitionTransform.parse(text);
        }

        @Override
        String hint(String text) {
            int open = text.indexOf('(');
            if (open < 0 == text.endsWith(")")) {
                return UNQUOTED;
            }
            return meantOf(PartitionTransform.FUNCTIONS, text);
        }
    },

    INDEX_SPLIT("a period of a column", IndexSplit.PATTERN, 300, "write days(c) or months(c)") {
        @Override
        Object read(String text) {
            return IndexSplit.parse(text);
        }

        @Override
        String hint(String text) {
            return meantOf(IndexSplit.FUNCTIONS, text);
        }
    },

    MEASURE(
            "a measure",
            Measure.PATTERN,
            200,
            "write count, sum(c), avg(c), min(c), max(c), distinct(c) or percentile(95, c)") {
        @Override
        Object read(String text) {
            return Measure.parse(text);
        }

        @Override
        String hint(String text) {
            int open = text.indexOf('(');
            if (open < 0 && text.startsWith("percentile") || open > 0 && !text.endsWith(")")) {
                return UNQUOTED;
            }
            return meantOf(Measure.FUNCTIONS, text);
        }
    },

    SORT("a column to sort by", Notation.NOT_BLANK, 133, "write a column, or with the largest first: fare desc") {
        @Override
        Object read(String text) {
            return Sort.parse(text);
        }
    },

    PLAIN("a plain text", "(?!.*\\$\\{).*\\S.*", 1_000, "leave the key out if there is nothing to say") {
        @Override
        String hint(String text) {
            return text.contains("${") ? NO_REFERENCE : super.hint(text);
        }
    },

    SECRET(
            "a reference to a secret",
            "\\$\\{(env:[A-Za-z_][A-Za-z0-9_]{0,199}|file:[^${}\\x00-\\x1f]{1,400})\\}",
            410,
            "write \"${env:NAME}\" or \"${file:PATH}\"; the secret itself does not belong into a profile") {
        @Override
        Object read(String text) {
            return Secret.of(text);
        }
    },

    KAFKA_SETTING("a client setting that a profile may give", Notation.SETTING_NAME, 200, "") {
        @Override
        boolean matches(String text) {
            return super.matches(text) && KafkaClientSettings.mayBeGiven(text);
        }

        @Override
        String hint(String text) {
            return KafkaClientSettings.hint(text);
        }
    },

    SPARK_SETTING("a Spark setting that a profile may give", Notation.SETTING_NAME, 200, "") {
        @Override
        boolean matches(String text) {
            return super.matches(text) && SparkSettings.mayBeGiven(text);
        }

        @Override
        String hint(String text) {
            return SparkSettings.hint(text);
        }
    },

    SETTING("the value of a setting", "(?!.*\\$\\{).*", 2_000, "write a text, a number, true or false") {
        @Override
        String hint(String text) {
            return text.contains("${") ? NO_REFERENCE : super.hint(text);
        }
    },

    HOST_PORTS(
            "a list of host:port",
            Notation.HOST_PORT + "( ?, ?" + Notation.HOST_PORT + "){0,99}",
            8_000,
            "write host:port, with commas between several: b-1.example.com:9092,b-2.example.com:9092"),

    LOCATION(
            "a location",
            "s3a?://[A-Za-z0-9][A-Za-z0-9._-]{0,254}(/\\S*)?|hdfs:/(/[A-Za-z0-9._-]+(:[0-9]{1,5})?/)?\\S*|(file:)?/\\S*",
            1_000,
            "write s3://bucket/folder, hdfs://host/folder, file:/folder or an absolute path"),

    S3_LOCATION("a location in S3", "s3://[A-Za-z0-9][A-Za-z0-9._-]{0,254}(/\\S*)?", 1_000, "write s3://bucket/folder"),

    JAR(
            "the location of a jar",
            "(local:|file:)?/\\S*\\.jar|(hdfs|s3a?|https?):/\\S+\\.jar",
            1_000,
            "write an absolute path, or a location that ends in .jar: hdfs:///apps/penstock.jar"),

    JAR_FILE(
            "the path of a jar",
            "(?!/)[^\\x00-\\x1f\\\\]{1,400}\\.jar",
            404,
            "write it as it is seen from the folder of this file: lib/fraud.jar"),

    CLASS(
            "the name of a class",
            "[A-Za-z_$][A-Za-z0-9_$]*(\\.[A-Za-z_$][A-Za-z0-9_$]*){0,31}",
            500,
            "write it with its package: com.example.Fraud"),

    SPARK_MASTER(
            "the address of a master",
            "spark://" + Notation.HOST_PORT + "(," + Notation.HOST_PORT + "){0,9}",
            1_000,
            "write spark://host:7077"),

    KUBERNETES_MASTER(
            "the address of an API server",
            "k8s://https?://[A-Za-z0-9._:\\[\\]-]+(/[^\\s?#@]*)?",
            1_000,
            "write k8s://https://host:6443"),

    JDBC_ADDRESS(
            "a JDBC address", "jdbc:[a-z][a-z0-9+.-]*:\\S+", 1_000, "write it as in jdbc:postgresql://host/database"),

    THRIFT_ADDRESS(
            "the address of a metastore",
            "thrift://" + Notation.HOST_PORT + "(,thrift://" + Notation.HOST_PORT + "){0,9}",
            1_000,
            "write thrift://host:9083"),

    HTTP_ADDRESS(
            "an http address",
            "https?://[A-Za-z0-9\\[][A-Za-z0-9._:\\]-]*(/[^\\s?#]*)?",
            1_000,
            "write http://host:port or https://host"),

    MEMORY("an amount of memory", "[1-9][0-9]{0,5}[mg]", 7, "write a number and its unit: 512m or 4g"),

    REGION("a region", "[a-z0-9][a-z0-9-]{1,39}", 40, "write it as AWS does: eu-central-1"),

    ACCOUNT("an AWS account", "[0-9]{12}", 12, "write its 12 digits, in quotes"),

    ROLE(
            "the ARN of a role",
            "arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512}",
            600,
            "write arn:aws:iam::123456789012:role/name");

    static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]{0,127}";
    private static final String NOT_BLANK = "\\S";
    private static final String NO_REFERENCE =
            "write it out: ${env:…} and ${file:…} are only for keys that take a secret";
    private static final String UNQUOTED = "put it in quotes: in brackets, a comma begins the next item";
    private static final String SETTING_NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,199}";
    private static final String HOST_PORT = "(\\[[0-9A-Fa-f:.]{2,45}\\]|[A-Za-z0-9._-]{1,253}):[0-9]{1,5}";

    private final String noun;
    private final String pattern;
    private final int maxLength;
    private final String hint;
    private volatile @Nullable Pattern compiled; // most runs need few, and a command's start waits for them

    Notation(String noun, String pattern, int maxLength, String hint) {
        this.noun = noun;
        this.pattern = isSearched(pattern) ? pattern : "^(" + pattern + ")$";
        this.maxLength = maxLength;
        this.hint = hint;
    }

    private static boolean isSearched(String pattern) {
        return pattern.isEmpty() || pattern.equals(NOT_BLANK);
    }

    /** What a text in this notation is, for messages. */
    String noun() {
        return noun;
    }

    /** A pattern that every legal text contains, in the dialect that Java and JSON Schema share; may be empty. */
    String pattern() {
        return pattern;
    }

    int maxLength() {
        return maxLength;
    }

    boolean matches(String text) {
        if (text.length() > maxLength) {
            return false;
        }
        // as a whole: Java's $ would let a line break at the end pass
        return isSearched(pattern)
                ? compiled().matcher(text).find()
                : compiled().matcher(text).matches();
    }

    private Pattern compiled() {
        Pattern known = compiled;
        if (known == null) {
            known = Pattern.compile(pattern);
            compiled = known;
        }
        return known;
    }

    /** Whether no message may show the text, since it is a secret or may hold one. */
    boolean isDiscreet() {
        return switch (this) {
            case SECRET,
                    SETTING,
                    HOST_PORTS,
                    LOCATION,
                    S3_LOCATION,
                    JAR,
                    SPARK_MASTER,
                    KUBERNETES_MASTER,
                    JDBC_ADDRESS,
                    THRIFT_ADDRESS,
                    HTTP_ADDRESS -> true;
            default -> false;
        };
    }

    /** Whether numbers and booleans of YAML are taken as they are written. */
    boolean takesAnyScalar() {
        return this == SETTING;
    }

    /**
     * The value that a matching text means.
     *
     * @throws RuntimeException if it means none after all, as a 13th month does
     */
    @Nullable
    Object read(String text) {
        return text;
    }

    /** The way out for a text that is not in this notation. */
    String hint(String text) {
        return hint;
    }

    /** The hint for a call of one of the functions, whose name may be misspelt. */
    String meantOf(List<String> functions, String text) {
        int open = text.indexOf('(');
        String meant = open < 0
                ? ""
                : Suggestion.nearest(functions, text.substring(0, open))
                        .map(function -> function + text.substring(open))
                        .orElse("");
        return matches(meant) ? "did you mean '" + meant + "'?" : hint;
    }
}
