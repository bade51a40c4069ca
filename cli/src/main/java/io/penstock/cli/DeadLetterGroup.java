package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Dead letters whose reasons differ only in the value that they quote or the place that they name. */
record DeadLetterGroup(long count, String stage, String rule, String reason, String last) {

    /** The runtime's groups, those alike brought together, most first. */
    static List<DeadLetterGroup> alike(JsonNode groups) {
        Map<List<String>, DeadLetterGroup> alike = new LinkedHashMap<>();
        for (JsonNode json : groups) {
            DeadLetterGroup group = of(json);
            alike.merge(List.of(group.stage, group.rule, group.reason), group, DeadLetterGroup::plus);
        }
        List<DeadLetterGroup> sorted = new ArrayList<>(alike.values());
        sorted.sort(Comparator.comparingLong(DeadLetterGroup::count).reversed());
        return sorted;
    }

    private static DeadLetterGroup of(JsonNode json) {
        return new DeadLetterGroup(
                json.path("count").asLong(),
                json.path("stage").asText(),
                json.path("rule").asText(),
                general(json.path("reason").asText()),
                json.path("last").asText());
    }

    /** Without the value behind the last colon, and without the number of a byte. */
    private static String general(String reason) {
        return reason.replaceAll("(?s): '.*'$", ": …").replaceAll("at byte \\d+.*", "at byte …");
    }

    private DeadLetterGroup plus(DeadLetterGroup other) {
        String later = last.compareTo(other.last) >= 0 ? last : other.last;
        return new DeadLetterGroup(count + other.count, stage, rule, reason, later);
    }
}
