package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.penstock.pipeline.TextDecode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecoderTest {

    private static Decoding text(String pattern, @Nullable String schema) {
        return Decoding.of(new TextDecode(pattern, schema, null, null));
    }

    private static long micros(String instant) {
        return Instant.parse(instant).toEpochMilli() * 1000;
    }

    @Test
    void readsEachNamedGroupIntoTheColumnOfItsName() {
        Decoding log = text(
                "(?<at>\\S+) (?<level>[A-Z]+)(?: \\[(?<thread_id>[0-9]+)\\])? (?<message>.*)",
                "level STRING, message STRING, thread_id INT, at TIMESTAMP");

        assertThat(log.decode("2026-01-31T10:00:00Z WARN [7] café ☕ 𝄞\r\n"))
                .isEqualTo(Arrays.asList("WARN", "café ☕ 𝄞", 7, micros("2026-01-31T10:00:00Z")));
        assertThat(log.decode("2026-01-31T10:00:00Z INFO "))
                .isEqualTo(Arrays.asList("INFO", "", null, micros("2026-01-31T10:00:00Z")));
    }

    @Test
    void readsTheRecordThatItsOffsetAndLengthName() {
        byte[] buffer = "xxé=1yy".getBytes(StandardCharsets.UTF_8);

        assertThat(text("(?<a>.)=(?<n>[0-9])", "a STRING, n INT").decode(buffer, 2, 4))
                .isEqualTo(Arrays.asList("é", 1));
    }

    @Test
    void matchesTheRecordAsAWhole() {
        Decoding number = text("(?<n>[0-9]+)", "n INT");

        assertThat(number.value("7")).isEqualTo(7);
        assertThat(number.reason("7 ")).isEqualTo("pattern: does not match the pattern: '7 '");
        assertThat(number.reason("7\n8")).isEqualTo("pattern: does not match the pattern: '7\uFFFD8'");
        assertThat(number.reason("x".repeat(100)))
                .isEqualTo("pattern: does not match the pattern: '" + "x".repeat(39) + "…'");
    }

    @Test
    void findsGroupsOnlyWhereJavaDoes() {
        String pattern = "\\Q(?<no>\\E(?<=>)[(?<no>\\]](?<!x)\\(?<yes>(?<q>a)\\k<q>\\)(?<user_agent>.*)";

        assertThat(NamedGroups.of(pattern).names()).containsExactly("q", "user_agent");
    }

    @Test
    void stopsAnExpressionThatBacktracksWithoutEnd() {
        Decoding polynomial = text("(?<a>a*a*a*a*a*a*b)", "a STRING");
        Decoding exponential =
                text("(?<a>(?<b>a+)+\\k<b>c)", "a STRING, b STRING"); // Java knows a way out only without \\k
        String record = "a".repeat(60) + "!";

        for (int i = 0; i < 200; i++) {
            String reason = "pattern: took too many steps to match: '" + "a".repeat(39) + "…'";
            assertThat(polynomial.reason(record)).isEqualTo(reason);
            assertThat(exponential.reason(record)).isEqualTo(reason);
        }
        assertThat(polynomial.value("aaab")).isEqualTo("aaab");
        assertThat(text("(?<a>(a+)+$)", "a STRING").reason(record)).startsWith("pattern: ");
    }

    @Test
    void rejectsARecordThatIsTooLongForAGroupThatRepeats() {
        Decoding recursive = text("(?<a>(?:a|b)*)", "a STRING");

        assertThat(recursive.reason("ab".repeat(500_000)))
                .isEqualTo(
                        "pattern: is too long for the groups of the pattern that repeat: '" + "ab".repeat(19) + "a…'");
        assertThat(recursive.value("ab")).isEqualTo("ab");
    }

    @Test
    void takesAGroupThatTookNoPartAndTheNullValueAsNull() {
        Decoding optional = text("(?<a>x)?(?<n>[0-9]*)", "a STRING, n INT");
        assertThat(optional.decode("7")).isEqualTo(Arrays.asList(null, 7));
        assertThat(optional.decode("x")).isEqualTo(Arrays.asList("x", null));

        Decoding dash = Decoding.of(new TextDecode("(?<a>\\S*) (?<n>\\S*)", "a STRING, n INT", null, "-"));
        assertThat(dash.decode("- -")).isEqualTo(Arrays.asList(null, null));
        assertThat(dash.decode(" 1")).isEqualTo(Arrays.asList("", 1));
        assertThat(dash.reason("a ")).isEqualTo("type: column 'n' is empty, expected INT");
    }

    @Test
    void rejectsWhatIsNoTextOrDoesNotFitItsColumn() {
        Decoding number = text("(?<n>.*)", "n TINYINT NOT NULL");

        assertThat(number.reason((byte[]) null)).isEqualTo("no-value: record has no value (a tombstone)");
        assertThat(number.reason("\r\n")).isEqualTo("empty: record is empty");
        assertThat(number.reason(new byte[] {'7', (byte) 0xC3})).isEqualTo("utf-8: is not UTF-8 at byte 1: C3");
        assertThat(number.reason("128")).isEqualTo("overflow: column 'n' does not fit TINYINT: '128'");
        assertThat(text("(?<n>[0-9])?.", "n INT NOT NULL").reason("x"))
                .isEqualTo("null: column 'n' is NULL, but declared NOT NULL");
    }

    @Test
    void readsTheCommonLogFormatOfApache() {
        Decoding log = text("apache-common", null);

        assertThat(log.decode(
                        "127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] \"GET /apache_pb.gif HTTP/1.0\" 200 2326"))
                .isEqualTo(Arrays.asList(
                        "127.0.0.1",
                        null,
                        "frank",
                        micros("2000-10-10T20:55:36Z"),
                        "GET",
                        "/apache_pb.gif",
                        "HTTP/1.0",
                        200,
                        2326L));
        assertThat(log.decode("::1 - - [10/Oct/2000:13:55:36 +0000] \"-\" 408 -"))
                .isEqualTo(
                        Arrays.asList("::1", null, null, micros("2000-10-10T13:55:36Z"), null, null, null, 408, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a b/c", "/say\\\"hi\\\"", "/x HTTP/1.1 HTTP/1.1", "*"})
    void readsThePathOfAnyRequestLine(String path) {
        Decoding log = text("apache-common", null);

        assertThat(log.decode("h - - [10/Oct/2000:13:55:36 +0000] \"OPTIONS %s HTTP/1.1\" 200 1".formatted(path)))
                .asInstanceOf(LIST)
                .containsSubsequence("OPTIONS", path, "HTTP/1.1");
        assertThat(log.decode("h - - [10/Oct/2000:13:55:36 +0000] \"GET /\" 200 1"))
                .asInstanceOf(LIST)
                .containsSubsequence("GET", "/", null);
    }

    @Test
    void readsTheCombinedLogFormatOfApache() {
        Decoding log = text("apache-combined", null);
        String request = "h - jean luc [10/Oct/2000:13:55:36 +0000] \"GET / HTTP/2.0\" 304 - ";

        assertThat(log.decode(request + "\"http://a.example/?q=\\\"x\\\"\" \"Mozilla/5.0 (X11; \\\\)\""))
                .isEqualTo(Arrays.asList(
                        "h",
                        null,
                        "jean luc",
                        micros("2000-10-10T13:55:36Z"),
                        "GET",
                        "/",
                        "HTTP/2.0",
                        304,
                        null,
                        "http://a.example/?q=\\\"x\\\"",
                        "Mozilla/5.0 (X11; \\\\)"));
        assertThat(log.decode(request + "\"-\" \"\"")).asInstanceOf(LIST).endsWith(null, "");
        assertThat(log.reason(request + "\"a\"b\" \"c\"")).startsWith("pattern: does not match the pattern: 'h - jean");
        assertThat(log.reason("h - - [31/Feb/2000:13:55:36 +0000] \"GET / HTTP/2.0\" 304 - \"-\" \"-\""))
                .isEqualTo("type: column 'time' does not match the timestamp-format dd/MMM/yyyy:HH:mm:ss Z:"
                        + " '31/Feb/2000:13:55:36 +0000'");
    }

    @Test
    void readsARequestOfAnyLengthInTheReadyMadePatterns() {
        String path = "/" + "a".repeat(200_000) + "\\\"".repeat(1_000);
        Decoding log = text("apache-combined", null);

        assertThat(log.decode("h - - [10/Oct/2000:13:55:36 +0000] \"GET %s HTTP/1.1\" 414 1 \"%s\" \"-\""
                        .formatted(path, path)))
                .asInstanceOf(LIST)
                .contains(path, "HTTP/1.1");
    }

    @Test
    void letsAReadyMadePatternHaveOtherTypes() {
        Decoding log = text(
                "apache-common",
                "status STRING, bytes INT NOT NULL, host STRING, ident STRING, authuser STRING, time TIMESTAMP,"
                        + " method STRING, path STRING, protocol STRING");

        assertThat(log.reason("h - - [10/Oct/2000:13:55:36 +0000] \"GET / HTTP/1.0\" 200 -"))
                .isEqualTo("null: column 'bytes' is NULL, but declared NOT NULL");
    }
}
