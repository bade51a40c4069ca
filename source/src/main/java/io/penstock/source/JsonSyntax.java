package io.penstock.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts what the JSON parser says about malformed text into one line for somebody who does not program the parser. */
final class JsonSyntax {

    /** Where advice to programmers begins: {@code (start marker at …}, {@code : enable `JsonReadFeature…}. */
    private static final Pattern ADVICE = Pattern.compile(
            " \\((start marker|for (Object|Array) starting|not recognized as one)|: enable `|: was expecting \\(JSON"
                    + "|: expected a valid value");

    private static final Pattern NOT_ASCII = Pattern.compile("^Invalid UTF-8 start byte .*");

    private JsonSyntax() {}

    /** @param skipped how many bytes the parser was not given */
    static Rejection rejection(JsonProcessingException e, int skipped) {
        long position = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
        String at = position < 0 ? "" : " at byte " + (position + skipped);
        return new Rejection(Rejection.SYNTAX, "is not JSON" + at + ": " + Excerpt.line(plain(e.getOriginalMessage())));
    }

    private static String plain(String message) {
        Matcher advice = ADVICE.matcher(message);
        String what = advice.find() ? message.substring(0, advice.start()) : message;
        // it is UTF-8, as has been checked; only no letter of JSON
        return NOT_ASCII.matcher(what).replaceFirst("Unexpected character outside of a string");
    }
}
