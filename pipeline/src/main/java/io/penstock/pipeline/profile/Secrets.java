package io.penstock.pipeline.profile;

import java.util.regex.Pattern;

/** Finds secrets where they do not belong. */
final class Secrets {

    private static final Pattern ASSIGNED = Pattern.compile(
            "(password|passwd|pwd|secret|token|access_?key|account_?key|credential)[a-z_.-]*\\s*=",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern IN_ADDRESS = Pattern.compile("//[^/?#\\s]*@");

    private Secrets() {}

    /** Whether the text sets a password or the like, as {@code ?password=} of an address does, or {@code user:password@host}. */
    static boolean areIn(String text) {
        return ASSIGNED.matcher(text).find() || IN_ADDRESS.matcher(text).find();
    }
}
