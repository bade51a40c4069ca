package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.sinks.search.SearchClient.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Asks indices for what they hold, whoever writes them: a search, and its answer as OpenSearch gives it. Thread-safe. */
public final class SearchQueries {

    private final SearchSettings settings;
    private final SearchClient client;

    /** @param settings the cluster; nothing is asked before the first search */
    public SearchQueries(SearchSettings settings) {
        this.settings = settings;
        this.client = SearchClient.of(settings);
    }

    /**
     * Searches an index, or all behind an alias. Parts that do not answer make it fail, so that no answer is half of one.
     *
     * @return the answer; nothing where there is no such index
     * @throws SearchRefusedException when OpenSearch finds the search wrong, or it takes longer than it may
     * @throws SearchUnavailableException when OpenSearch does not answer
     */
    public @Nullable JsonNode search(String index, ObjectNode body) {
        String what = "search index " + index;
        Answer answer = client.call(what, "POST", path(index) + "/_search?allow_partial_search_results=false", body);
        if (answer.status() == 404) {
            return null;
        }
        requireGood(what, answer);
        if (answer.body().path("timed_out").asBoolean()) {
            throw new SearchRefusedException(
                    "Cannot %s, %s did not finish in time. Take a shorter range of time, or a filter"
                            .formatted(what, settings));
        }
        return answer.body();
    }

    /** Makes searches see what was written; nothing where there is no such index. */
    public void refresh(String index) {
        String what = "refresh index " + index;
        Answer answer = client.call(what, "POST", path(index) + "/_refresh", null);
        if (answer.status() != 404) {
            requireGood(what, answer);
        }
    }

    private void requireGood(String what, Answer answer) {
        if (!answer.good()) {
            throw new SearchRefusedException("Cannot %s, %s refuses: %s".formatted(what, settings, reason(answer)));
        }
    }

    /** OpenSearch's first cause says more than that all parts failed. */
    private static String reason(Answer answer) {
        JsonNode cause = answer.body().path("error").path("root_cause").path(0);
        return cause.has("reason") ? SearchErrors.reason(cause) : answer.reason();
    }

    private static String path(String index) {
        return "/" + URLEncoder.encode(index, StandardCharsets.UTF_8);
    }
}
