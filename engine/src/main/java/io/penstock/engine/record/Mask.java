package io.penstock.engine.record;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Puts other texts in the place of texts: the same one for the same text as long as it lives, of the same shape. An IPv4 or IPv6 address
 * becomes one of a private network; else a digit becomes another digit, a letter another letter of its case, and what is neither
 * stays. What a mask was made of cannot be told from it: it depends on a random key that is kept nowhere.
 *
 * <p>Two texts may get the same mask, the likelier the shorter they are. Not thread-safe.
 */
final class Mask {

    /** How often another mask may be asked for, where a column cannot hold one. */
    static final int ATTEMPTS = 32;

    private static final int PLAIN_ATTEMPTS =
            4; // from then on numbers begin with 1, which is what a narrow type can hold

    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)\\.){3}(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)");
    private static final Pattern IPV6 =
            Pattern.compile("(?i)(?=.*::)[0-9a-f:]{2,39}|(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}");
    private static final Pattern NUMBER = Pattern.compile("-?(\\d+(?:\\.\\d+)?)(?:[eE][+-]?\\d+)?");
    private static final Pattern HEX = Pattern.compile("(?i)[0-9a-f:-]*[0-9][0-9a-f:-]*");

    private final Mac mac;
    private final Map<String, String> given = new HashMap<>();

    private Mask(byte[] key) {
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One whose key nobody knows. */
    static Mask random() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new Mask(key);
    }

    /** The mask that a text was given, or nothing. */
    @Nullable
    String given(String text) {
        return given.get(text);
    }

    /** The text has this mask from now on. */
    void give(String text, String mask) {
        given.putIfAbsent(text, mask);
    }

    /** A mask: the one that the text was given, or else one of its own for each attempt. */
    String of(String text, int attempt) {
        String before = given.get(text);
        if (before != null) {
            return before;
        }
        Stream bytes = new Stream(attempt + "/" + text);
        if (IPV4.matcher(text).matches()) {
            return "10.%d.%d.%d".formatted(bytes.below(256), bytes.below(256), 1 + bytes.below(254));
        } else if (IPV6.matcher(text).matches()) {
            StringBuilder address = new StringBuilder("fd00");
            for (int i = 0; i < 7; i++) {
                address.append(":%x".formatted(256 * bytes.below(256) + bytes.below(256)));
            }
            return address.toString();
        } else if (NUMBER.matcher(text).matches()) {
            return number(text, bytes, attempt >= PLAIN_ATTEMPTS);
        }
        return shape(text, bytes, HEX.matcher(text).matches() ? 6 : 26);
    }

    /** Keeps sign, point and exponent, and whether it begins with a zero, which JSON forbids but for one alone. */
    private static String number(String text, Stream bytes, boolean small) {
        int exponent = text.toLowerCase(Locale.ROOT).indexOf('e');
        int end = exponent < 0 ? text.length() : exponent;
        StringBuilder masked = new StringBuilder();
        boolean first = true;
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (!Character.isDigit(c)) {
                masked.append(c);
            } else if (first) {
                first = false;
                masked.append(firstDigit(c, i + 1 < end, bytes, small));
            } else {
                masked.append((char) ('0' + bytes.other(c - '0', 10)));
            }
        }
        return masked.append(text, end, text.length()).toString();
    }

    private static char firstDigit(char digit, boolean more, Stream bytes, boolean small) {
        if (digit == '0' && more) {
            return '0';
        } else if (small && more) {
            return '1';
        }
        return (char) ('1' + (digit == '0' ? bytes.below(9) : bytes.other(digit - '1', 9)));
    }

    private static String shape(String text, Stream bytes, int letters) {
        StringBuilder masked = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c >= '0' && c <= '9') {
                masked.append((char) ('0' + bytes.other(c - '0', 10)));
            } else if (c >= 'a' && c <= 'z') {
                masked.append((char) ('a' + bytes.other(c - 'a', letters)));
            } else if (c >= 'A' && c <= 'Z') {
                masked.append((char) ('A' + bytes.other(c - 'A', letters)));
            } else if (c < 0x80) {
                masked.append((char) c);
            } else {
                masked.append((char) ('a' + bytes.below(letters)));
            }
        });
        return masked.toString();
    }

    /** Numbers that nobody can tell without the key. */
    private final class Stream {

        private final String seed;
        private byte[] block = {};
        private int used;
        private int blocks;

        Stream(String seed) {
            this.seed = seed;
        }

        /** One of {@code 0} to {@code limit - 1}. */
        int below(int limit) {
            if (used + 2 > block.length) {
                block = mac.doFinal((blocks++ + "/" + seed).getBytes(StandardCharsets.UTF_8));
                used = 0;
            }
            int number = (block[used++] & 0xFF) << 8 | block[used++] & 0xFF;
            return number % limit;
        }

        /** The same, but not {@code than}. */
        int other(int than, int limit) {
            return (than + 1 + below(limit - 1)) % limit;
        }
    }
}
