package io.penstock.cli.produce;

import java.nio.charset.StandardCharsets;

/** The ways in which the generator spoils an event, in the order in which it takes them by turns. */
enum BadRecord {
    MISSING_COLUMN {
        @Override
        byte[] value(String time, long id, String url, String ip) {
            return ascii("%s,%d,%s".formatted(time, id, url));
        }
    },
    ID_IS_NO_NUMBER {
        @Override
        byte[] value(String time, long id, String url, String ip) {
            return ascii("%s,n%d,%s,%s".formatted(time, id, url, ip));
        }
    },
    ID_OVERFLOWS {
        @Override
        byte[] value(String time, long id, String url, String ip) {
            return ascii("%s,%d%d,%s,%s".formatted(time, Long.MAX_VALUE, id, url, ip));
        }
    },
    URL_IS_NO_UTF_8 {
        @Override
        byte[] value(String time, long id, String url, String ip) {
            byte[] value = ascii("%s,%d,%s,%s".formatted(time, id, url, ip));
            value[value.length - ip.length() - 2] = (byte) 0xff; // a byte that no UTF-8 text holds
            return value;
        }
    },
    EMPTY {
        @Override
        byte[] value(String time, long id, String url, String ip) {
            return new byte[0];
        }
    },
    EXTRA_COLUMN {
        @Override
        byte[] value(String time, long id, String url, String ip) {
            return ascii("%s,%d,%s,%s,%s".formatted(time, id, url, ip, url));
        }
    };

    private static final BadRecord[] KINDS = values();

    static BadRecord of(long ordinal) {
        return KINDS[(int) (ordinal % KINDS.length)];
    }

    abstract byte[] value(String time, long id, String url, String ip);

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
