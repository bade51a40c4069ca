package io.penstock.pipeline;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A pattern that has a name, with the columns it fills and how their values are written. */
public enum ReadyPattern {
    /** {@code %h %l %u %t "%r" %>s %b}, the Common Log Format. */
    APACHE_COMMON("apache-common", ReadyPattern.COMMON, ReadyPattern.COMMON_COLUMNS),

    /** {@code %h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"}, which nginx calls combined, too. */
    APACHE_COMBINED(
            "apache-combined",
            ReadyPattern.COMMON + " \"(?<referer>" + ReadyPattern.QUOTED + ")\" \"(?<user_agent>" + ReadyPattern.QUOTED
                    + ")\"",
            ReadyPattern.COMMON_COLUMNS + ", referer STRING, user_agent STRING");

    /** Anything up to the quote that ends it; Apache writes a quote as {@code \"}. Possessive: it never backtracks. */
    private static final String QUOTED = "[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+";

    // the request line is "-" when a client sent none; HTTP/0.9 has no protocol; a path may hold blanks
    private static final String COMMON = "(?<host>\\S+) (?<ident>\\S+) (?<authuser>.+?) \\[(?<time>[^\\]]+)\\]"
            + " \"(?:-|(?<method>[A-Za-z][A-Za-z_-]*) (?<path>[^\"\\\\]*?(?:\\\\.[^\"\\\\]*?)*?)(?: (?<protocol>HTTP/[0-9.]+))?)\""
            + " (?<status>[0-9]{3}) (?<bytes>[0-9]+|-)";

    private static final String COMMON_COLUMNS = "host STRING, ident STRING, authuser STRING, time TIMESTAMP,"
            + " method STRING, path STRING, protocol STRING, status INT, bytes BIGINT";

    private final String word;
    private final String regex;
    private final String schema;

    ReadyPattern(String word, String regex, String schema) {
        this.word = word;
        this.regex = regex;
        this.schema = schema;
    }

    /** The pattern of that name. */
    public static Optional<ReadyPattern> find(String word) {
        return Arrays.stream(values())
                .filter(pattern -> pattern.word.equals(word))
                .findFirst();
    }

    /** The names of all patterns. */
    public static List<String> words() {
        return Arrays.stream(values()).map(ReadyPattern::word).toList();
    }

    /** Its name in a pipeline file. */
    public String word() {
        return word;
    }

    /** A regular expression with a group for each column. */
    public String regex() {
        return regex;
    }

    /** Its columns as a Spark DDL string. */
    public String schema() {
        return schema;
    }

    /** How its TIMESTAMP columns are written. */
    public String timestampFormat() {
        return "dd/MMM/yyyy:HH:mm:ss Z";
    }

    /** The text that stands for NULL. */
    public String nullValue() {
        return "-";
    }
}
