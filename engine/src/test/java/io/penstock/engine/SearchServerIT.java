package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What tests of index outputs rely on. */
@ExtendWith(SearchServer.Extension.class)
class SearchServerIT {

    @Test
    void isTheSameForAllTestsAndKeepsDocumentsThroughAKill(SearchServer first, SearchServer second) {
        first.require("PUT", "/search-server", "{}");
        first.require("POST", "/search-server/_doc", "{\"n\":1}");

        first.kill();
        first.startAgain();

        assertThat(second).isSameAs(first);
        assertThat(second.count("search-server")).isEqualTo(1);
    }
}
