package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.penstock.pipeline.JsonDecode;
import io.penstock.pipeline.TextDecode;
import io.penstock.pipeline.UnknownFields;
import io.penstock.source.Decoding.CsvSpec;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Seeded, so that a failure repeats; each test is bounded in its rounds and takes about a second. */
class DecoderFuzzTest {

    private static final String SCHEMA =
            "s STRING, n BIGINT, i INT, d DOUBLE, f FLOAT, m DECIMAL(20,6), b BOOLEAN, day DATE,"
                    + " at TIMESTAMP, bin BINARY";
    private static final long FIRST_MICRO = -62_135_596_800_000_000L;
    private static final long MICROS = 315_537_897_600_000_000L;

    private final Random random = new Random(20_260_131);

    @Test
    void readsBackFromCsvWhatWasWritten() {
        Decoding decoding = Decoding.csv(SCHEMA);
        for (int i = 0; i < 8_000; i++) {
            List<Object> row = row();
            assertSameValues(decoding.decode(csv(row)), row);
        }
    }

    @Test
    void readsBackFromJsonWhatWasWritten() {
        Decoding decoding = Decoding.json(SCHEMA);
        for (int i = 0; i < 8_000; i++) {
            List<Object> row = row();
            assertSameValues(decoding.decode(json(row)), row);
        }
    }

    @Test
    void neverThrowsForAnyCsv() {
        List<Decoding> decodings = List.of(
                Decoding.csv(SCHEMA),
                new CsvSpec(SCHEMA)
                        .escape("\\")
                        .nullValue("\\N")
                        .trimmed()
                        .withHeader()
                        .decoding(),
                new CsvSpec(SCHEMA)
                        .timestampFormat("yyyy-MM-dd HH:mm:ss[.SSS]")
                        .withoutQuote()
                        .escape("\\")
                        .decoding(),
                new CsvSpec(SCHEMA).timestampFormat("epoch-seconds").decoding());
        for (int i = 0; i < 40_000; i++) {
            byte[] record = mutated(csv(row()).getBytes(StandardCharsets.UTF_8), ",\"\\\n\r -+.eE0129Z");
            assertIsAnswer(decodings.get(i % decodings.size()).decode(record));
        }
    }

    @Test
    void neverThrowsForAnyJson() {
        String nested = "s STRING, n BIGINT, a ARRAY<STRUCT<x: INT, m: MAP<STRING, ARRAY<DOUBLE>>>>, d DOUBLE";
        List<Decoding> decodings = List.of(
                Decoding.json(nested),
                Decoding.of(new JsonDecode(nested, null, Map.of("d", "o.p.d"), UnknownFields.REJECT)));
        byte[] record =
                ("{\"s\":\"a\\u00e9\\ud83d\\ude00ü😀\",\"n\":-12345,\"a\":[{\"x\":1,\"m\":{\"k\":[1.5,null,-2e3]}},null],"
                                + "\"o\":{\"p\":{\"d\":0.25}},\"z\":[true,{\"q\":[]}],\"d\":7}")
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 40_000; i++) {
            assertIsAnswer(decodings.get(i % 2).decode(mutated(record, "{}[]:,\"\\ -+.eE0129tfnu")));
        }
    }

    @Test
    void neverThrowsForAnyText() {
        List<Decoding> decodings = List.of(
                Decoding.of(new TextDecode("apache-combined", null, null, null)),
                Decoding.of(new TextDecode(
                        "(?<a>(?:\\w+\\s?)*)(?<n>[0-9]+)?(?<b>.*)", "a STRING, n INT, b STRING", null, null)));
        byte[] record =
                ("h - é😀 [10/Oct/2000:13:55:36 +0000] \"GET /ü\\\" HTTP/1.1\" 200 12 \"-\" \"Mozilla/5.0 (😀)\"")
                        .getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            assertIsAnswer(decodings.get(i % 2).decode(mutated(record, "[]\"\\ -+.eE0129")));
        }
    }

    @Test
    void readsNumbersAsJavaDoes() {
        Decoding longs = Decoding.csv("v BIGINT");
        Decoding doubles = Decoding.csv("v DOUBLE");
        Decoding floats = Decoding.csv("v FLOAT");
        Decoding decimals = Decoding.csv("v DECIMAL(12,4)");
        for (int i = 0; i < 20_000; i++) {
            String text = numberText();
            assertSame(longs, text, DecoderFuzzTest::parseLong);
            assertSame(doubles, text, DecoderFuzzTest::parseDouble);
            assertSame(floats, text, DecoderFuzzTest::parseFloat);
            assertSame(decimals, text, DecoderFuzzTest::parseDecimal);
        }
    }

    @Test
    void readsTimestampsAsJavaDoes() {
        Decoding timestamps = Decoding.csv("v TIMESTAMP");
        Decoding days = Decoding.csv("v DATE");
        for (int i = 0; i < 20_000; i++) {
            String day = "%04d-%02d-%02d".formatted(random.nextInt(10_000), random.nextInt(14), random.nextInt(33));
            assertSame(
                    days,
                    day,
                    text -> text.startsWith("0000")
                            ? null
                            : (int) LocalDate.parse(text).toEpochDay());
            String offset = random.nextBoolean()
                    ? "Z"
                    : "%s%02d:%02d".formatted(random.nextBoolean() ? "+" : "-", random.nextInt(20), random.nextInt(62));
            String at = "%sT%02d:%02d:%02d%s%s"
                    .formatted(
                            day,
                            random.nextInt(25),
                            random.nextInt(61),
                            random.nextInt(61),
                            random.nextBoolean() ? "." + random.nextInt(1_000_000_000) : "",
                            offset);
            assertSame(timestamps, at, DecoderFuzzTest::parseTimestamp);
        }
    }

    /** The decoder either gives what Java gives, or rejects what Java does. */
    private static void assertSame(Decoding decoding, String text, Function<String, Object> java) {
        Object decoded = decoding.decode(text);
        Object expected;
        try {
            expected = java.apply(text);
        } catch (RuntimeException e) {
            expected = null;
        }
        Object value = decoded instanceof List<?> row ? row.get(0) : null;
        if (expected == null ? value != null : !expected.equals(value)) {
            throw new AssertionError(text + " -> " + decoded + ", expected " + expected);
        }
    }

    private static Object parseLong(String text) {
        return text.startsWith("+") ? null : Long.valueOf(text);
    }

    private static Object parseDouble(String text) {
        if (!isNumber(text)) {
            return null;
        }
        double value = Double.parseDouble(text);
        return Double.isInfinite(value) || (value == 0 && !isZero(text)) ? null : value;
    }

    private static Object parseFloat(String text) {
        if (!isNumber(text)) {
            return null;
        }
        float value = Float.parseFloat(text);
        return Float.isInfinite(value) || (value == 0 && !isZero(text)) ? null : value;
    }

    private static Object parseDecimal(String text) {
        if (!isNumber(text)) {
            return null;
        }
        if (isZero(text)) {
            return new BigDecimal("0.0000");
        }
        BigDecimal value = new BigDecimal(text);
        if (Math.abs((long) value.precision() - value.scale()) > 100) {
            return null; // setScale would need gigabytes
        }
        BigDecimal exact = value.setScale(4);
        return exact.precision() > 12 ? null : exact;
    }

    private static boolean isZero(String text) {
        return text.matches("-?[0.]+([eE].*)?");
    }

    private static boolean isNumber(String text) {
        return text.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    }

    private static Object parseTimestamp(String text) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        int localYear = OffsetDateTime.parse(text).getYear();
        return year < 1 || year > 9999 || localYear < 1 || localYear > 9999
                ? null
                : instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    private String numberText() {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
        for (int digits = 1 + random.nextInt(1 + random.nextInt(25)); digits > 0; digits--) {
            text.append((char) ('0' + random.nextInt(random.nextInt(4) == 0 ? 1 : 10)));
        }
        if (random.nextInt(2) == 0) {
            text.append('.');
            for (int digits = random.nextInt(1 + random.nextInt(20)); digits > 0; digits--) {
                text.append((char) ('0' + random.nextInt(random.nextInt(4) == 0 ? 1 : 10)));
            }
        }
        if (random.nextInt(4) == 0) {
            text.append("eE".charAt(random.nextInt(2))).append(random.nextInt(3) == 0 ? "+" : "");
            text.append(random.nextInt(2) == 0 ? random.nextInt(50) - 25 : random.nextInt(800) - 400);
        }
        if (random.nextInt(20) == 0) {
            text.insert(random.nextInt(text.length() + 1), "+- .eEx_".charAt(random.nextInt(8)));
        }
        return text.toString();
    }

    private List<Object> row() {
        List<Object> row = new ArrayList<>();
        row.add(text());
        row.add(orNull(random.nextLong() >> random.nextInt(64)));
        row.add(orNull(random.nextInt() >> random.nextInt(32)));
        row.add(orNull(finite(Double.longBitsToDouble(random.nextLong()))));
        row.add(orNull(finite(Float.intBitsToFloat(random.nextInt()))));
        row.add(orNull(BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), 6)));
        row.add(orNull(random.nextBoolean()));
        row.add(orNull(
                (int) LocalDate.of(1, 1, 1).plusDays(random.nextInt(3_652_059)).toEpochDay()));
        row.add(orNull(FIRST_MICRO + Math.floorMod(random.nextLong(), MICROS)));
        byte[] bytes = new byte[random.nextInt(20)];
        random.nextBytes(bytes);
        row.add(bytes.length == 0 ? null : bytes);
        return row;
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : 0.1;
    }

    private static float finite(float value) {
        return Float.isFinite(value) ? value : 0.1f;
    }

    private Object orNull(Object value) {
        return random.nextInt(10) == 0 ? null : value;
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.appendCodePoint(
                    switch (random.nextInt(6)) {
                        case 0 -> ",\"\\\n\r\t '".codePointAt(random.nextInt(8));
                        case 1 -> 0x80 + random.nextInt(0x700);
                        case 2 -> 0xE000 + random.nextInt(0x1000);
                        case 3 -> 0x10000 + random.nextInt(0x1000);
                        default -> 'a' + random.nextInt(26);
                    });
        }
        return text.toString();
    }

    private static String csv(List<Object> row) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            String text = plain(row.get(i), i);
            fields.add(i == 0 ? "\"" + text.replace("\"", "\"\"") + "\"" : text);
        }
        return String.join(",", fields);
    }

    private static String json(List<Object> row) {
        String[] names = {"s", "n", "i", "d", "f", "m", "b", "day", "at", "bin"};
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            String text = plain(row.get(i), i);
            boolean quoted = i == 0 || i >= 7;
            String value = row.get(i) == null
                    ? "null"
                    : quoted ? "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"" : text;
            fields.add("\"" + names[i] + "\":" + value);
        }
        return "{" + String.join(",", fields) + "}";
    }

    private static String plain(Object value, int column) {
        if (value == null) {
            return "";
        } else if (column == 7) {
            return LocalDate.ofEpochDay((Integer) value).toString();
        } else if (column == 8) {
            long micros = (Long) value;
            return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000)
                    .toString();
        } else if (value instanceof byte[] bytes) {
            return Base64.getEncoder().encodeToString(bytes);
        }
        return value.toString();
    }

    private static void assertSameValues(Object decoded, List<Object> row) {
        boolean same = decoded instanceof List<?> values && values.size() == row.size();
        for (int i = 0; same && i < row.size(); i++) {
            same = Objects.deepEquals(((List<?>) decoded).get(i), row.get(i));
        }
        if (!same) {
            throw new AssertionError(decoded + ", expected " + row);
        }
    }

    private byte[] mutated(byte[] record, String likely) {
        byte[] bytes = record.clone();
        for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) likely.charAt(random.nextInt(likely.length()));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                default ->
                    System.arraycopy(
                            bytes, at, bytes, Math.min(at + 1, bytes.length - 1), Math.max(0, bytes.length - at - 2));
            }
        }
        return bytes;
    }

    private static void assertIsAnswer(Object decoded) {
        if (decoded instanceof Rejection rejection) {
            if (rejection.reason().length() > 300 || rejection.reason().chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("no line to read: " + rejection);
            }
        } else {
            assertThat(decoded).isInstanceOf(List.class);
        }
    }
}
