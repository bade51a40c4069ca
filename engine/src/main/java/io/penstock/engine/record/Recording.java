package io.penstock.engine.record;

import java.util.List;

/**
 * A case of a test file, made of what lay in the topics of a pipeline.
 *
 * @param text the case as an item of {@code cases:}, indented by two blanks; it holds, as it was run
 * @param sources what was taken of each source
 * @param notes what is to be known about it, a sentence each
 */
public record Recording(String text, List<Sampled> sources, List<String> notes) {

    public Recording {
        sources = List.copyOf(sources);
        notes = List.copyOf(notes);
    }

    /**
     * What was taken of a source.
     *
     * @param records records in the case
     * @param bad how many of them cannot be decoded
     * @param badLeftOut records that cannot be decoded, and were left out since columns are masked
     * @param unmasked records left out since no mask fits into them
     * @param noText records left out since they are no text
     */
    public record Sampled(
            String source, String topic, int records, int bad, int badLeftOut, int unmasked, int noText) {}
}
