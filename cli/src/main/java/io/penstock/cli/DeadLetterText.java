package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.penstock.cli.terminal.Text;
import java.io.PrintStream;
import java.util.Base64;
import java.util.HexFormat;

/** A dead letter as a person reads it: its bytes as text where they are text, else in hexadecimal. */
final class DeadLetterText {

    private static final int BYTES_A_LINE = 16;

    private DeadLetterText() {}

    /** {@code topic/partition/offset}. */
    static String place(JsonNode letter) {
        return "%s/%d/%d"
                .formatted(
                        letter.path("topic").asText(),
                        letter.path("partition").asInt(),
                        letter.path("offset").asLong());
    }

    static void print(JsonNode letter, PrintStream out) {
        line(out, "record", place(letter));
        line(out, "source", letter.path("source").asText());
        line(out, "stage", letter.path("stage").asText());
        line(out, "rule", letter.path("rule").asText());
        line(out, "reason", letter.path("reason").asText());
        line(out, "output", letter.path("output").asText("-"));
        line(out, "refused", letter.path("time").asText());
        line(out, "sent", letter.path("record_time").asText());
        letter.path("headers")
                .forEach(header ->
                        line(out, "header", header.path("name").asText() + " = " + shown(header.path("value"))));
        line(out, "key", shown(letter.path("key")));
        JsonNode value = letter.path("value");
        line(out, "value", value.isObject() ? bytes(value).length + " bytes" : "none");
        if (value.path("text").isTextual()) {
            value.path("text").textValue().lines().forEach(text -> out.println("  " + Text.harmless(text)));
        } else if (value.isObject()) {
            printBytes(bytes(value), out);
        }
    }

    private static void line(PrintStream out, String name, String value) {
        out.println("%-8s %s".formatted(name, Text.harmless(value)));
    }

    private static byte[] bytes(JsonNode value) {
        return Base64.getDecoder().decode(value.path("base64").asText());
    }

    private static String shown(JsonNode value) {
        if (!value.isObject()) {
            return "none";
        }
        return value.path("text").isTextual()
                ? value.path("text").textValue()
                : HexFormat.ofDelimiter(" ").formatHex(bytes(value));
    }

    private static void printBytes(byte[] bytes, PrintStream out) {
        for (int from = 0; from < bytes.length; from += BYTES_A_LINE) {
            out.println("  " + hexLine(bytes, from, Math.min(bytes.length, from + BYTES_A_LINE)));
        }
    }

    /** {@code 00000010  31 2c ff …  1,.}, as hexdump has it. */
    private static String hexLine(byte[] bytes, int from, int to) {
        StringBuilder hex = new StringBuilder();
        StringBuilder text = new StringBuilder();
        for (int at = from; at < to; at++) {
            hex.append("%02x ".formatted(bytes[at]));
            text.append(bytes[at] >= ' ' && bytes[at] < 0x7f ? (char) bytes[at] : '.');
        }
        return "%08x  %-48s %s".formatted(from, hex, text);
    }
}
