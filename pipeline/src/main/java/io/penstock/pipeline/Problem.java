package io.penstock.pipeline;

import org.jspecify.annotations.Nullable;

/**
 * One fault of a pipeline file, in words for the one who wrote it.
 *
 * @param path where it is, such as {@code outputs.search.index} or {@code sources.clicks.expect[0].check}; empty for the file
 *     as a whole
 * @param line counted from 1; 0 if it is not known
 * @param reason continues the path to a sentence: {@code is not a known key}
 * @param hint the way out, if there is one to name
 */
public record Problem(String path, int line, String reason, @Nullable String hint) {

    /** The same problem at a line. */
    public Problem withLine(int newLine) {
        return new Problem(path, newLine, reason, hint);
    }
}
