package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SuggestionTest {

    private static final List<String> WORDS = List.of("batch-size", "from", "table", "partition-by", "on-violation");

    @Test
    void findsMistypedWords() {
        assertThat(Suggestion.nearest(WORDS, "form")).contains("from");
        assertThat(Suggestion.nearest(WORDS, "tabel")).contains("table");
        assertThat(Suggestion.nearest(WORDS, "partiton-by")).contains("partition-by");
    }

    @Test
    void caseAndHyphensMakeNoDifference() {
        assertThat(Suggestion.nearest(WORDS, "batchsize")).contains("batch-size");
        assertThat(Suggestion.nearest(WORDS, "batch_size")).contains("batch-size");
        assertThat(Suggestion.nearest(WORDS, "batchSize")).contains("batch-size");
    }

    @Test
    void aBeginningIsEnough() {
        assertThat(Suggestion.nearest(WORDS, "partition")).contains("partition-by");
    }

    @Test
    void keepsSilentWhereNothingIsNear() {
        assertThat(Suggestion.nearest(WORDS, "index")).isEmpty();
        assertThat(Suggestion.nearest(WORDS, "to")).isEmpty();
        assertThat(Suggestion.nearest(WORDS, "")).isEmpty();
        assertThat(Suggestion.nearest(List.of(), "from")).isEmpty();
        assertThat(Suggestion.nearest(WORDS, "from".repeat(1_000))).isEmpty();
    }
}
