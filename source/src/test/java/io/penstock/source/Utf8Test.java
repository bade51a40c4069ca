package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

    @Test
    void agreesWithTheJdkOnEverySequenceOfThreeBytes() {
        byte[] bytes = new byte[3];
        for (int i = 0x010101; i <= 0xFFFFFF; i += 127) { // an odd step meets every kind of byte at each place
            bytes[0] = (byte) (i >> 16);
            bytes[1] = (byte) (i >> 8);
            bytes[2] = (byte) i;
            if (bytes[1] != 0 && bytes[2] != 0) {
                agrees(bytes);
            }
        }
    }

    @Test
    void agreesWithTheJdkOnLongTextsWithOneByteChanged() {
        Random random = new Random(7);
        byte[] text = "plain text, long enough; é漢字😀 ü 😀 and plain again to its end".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 50_000; i++) {
            byte[] changed = text.clone();
            changed[random.nextInt(changed.length)] = (byte) (1 + random.nextInt(255));
            agrees(changed);
        }
    }

    @Test
    void findsANulAtAnyPlace() {
        for (int length = 1; length < 40; length++) {
            for (int at = 0; at < length; at++) {
                byte[] bytes = "x".repeat(length).getBytes(StandardCharsets.UTF_8);
                bytes[at] = 0;
                assertThat(Utf8.check(bytes, 0, length))
                        .isEqualTo(new Rejection("syntax", "has a NUL byte at byte " + at));
            }
        }
    }

    @Test
    void namesThePlaceOfAnInvalidSequence() {
        assertThat(Utf8.check(new byte[] {'a', 'b', (byte) 0xC0, (byte) 0x80, 'c', 'd', 'e'}, 1, 7))
                .isEqualTo(new Rejection("utf-8", "is not UTF-8 at byte 1: C0 80 63 64"));
        assertThat(Utf8.check(new byte[] {(byte) 0xE2, (byte) 0x82}, 0, 2))
                .isEqualTo(new Rejection("utf-8", "is not UTF-8 at byte 0: E2 82"));
    }

    private static void agrees(byte[] bytes) {
        if ((Utf8.check(bytes, 0, bytes.length) == null) != isValid(bytes)) {
            throw new AssertionError("differs from the JDK: " + Arrays.toString(bytes));
        }
    }

    private static boolean isValid(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)) != null;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
