package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Trigger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The example of articles that are looked at together, on real sessions of a shop: equal to a plain model of them. */
@ExtendWith(TestStack.Extension.class)
class CoClickIT {

    private static final long TEN_MINUTES = 600_000;

    private record Click(long session, long article, long at) {}

    @Test
    void pairsTheArticlesOfRealSessionsAsAPlainModelDoes(TestStack stack) throws IOException {
        List<String> records = new ArrayList<>();
        List<Click> clicks = new ArrayList<>();
        List<Map.Entry<Long, String>> timed = new ArrayList<>();
        ObjectMapper json = new ObjectMapper();
        for (String line : SharedData.lines("otto-shop-sessions/sessions.jsonl")) {
            JsonNode session = json.readTree(line);
            long id = session.get("session").asLong();
            for (JsonNode event : session.get("events")) {
                long at = event.get("ts").asLong();
                String type = event.get("type").asText();
                timed.add(Map.entry(
                        at,
                        "{\"session\":%d,\"aid\":%d,\"ts\":%d,\"type\":\"%s\"}"
                                .formatted(id, event.get("aid").asLong(), at, type)));
                if (type.equals("clicks")) {
                    clicks.add(new Click(id, event.get("aid").asLong(), at));
                }
            }
        }
        timed.sort(Map.Entry.comparingByKey()); // as they happened, in all sessions at once
        timed.forEach(event -> records.add(event.getValue()));
        long last = timed.get(timed.size() - 1).getKey();
        TestTopic topic = stack.topic("co-click-sessions", 2);
        Pipeline endless = Examples.pipeline("processors/co-clicks.yaml", "co-click-sessions");
        Pipeline pipeline = new Pipeline(
                endless.name(),
                endless.owner(),
                endless.sources(),
                endless.jars(),
                endless.views(),
                endless.outputs(),
                Trigger.AvailableNow.AVAILABLE_NOW);
        try (Cleared cleared = new Cleared(stack, pipeline)) {
            topic.send(records.subList(0, 400));
            runToEnd(stack, cleared.pipeline());
            topic.send(records.subList(400, records.size()));
            topic.send(List.of("{\"session\":-1,\"aid\":-1,\"ts\":%d,\"type\":\"clicks\"}".formatted(last + 120_000)));
            runToEnd(stack, cleared.pipeline());

            List<String> found =
                    stack.sql("SELECT session, article, earlier, seconds, unix_millis(at) FROM shop.co_clicks").stream()
                            .map(Row::toString)
                            .toList();

            assertThat(records).hasSize(862);
            assertThat(clicks).hasSize(800);
            assertThat(found).containsExactlyInAnyOrderElementsOf(pairs(clicks));
            assertThat(stack.sql(
                                    "SELECT max(times) FROM (SELECT count(*) AS times FROM shop.co_clicks GROUP BY earlier, article)")
                            .get(0)
                            .getLong(0))
                    .isPositive();
            VerifyReport report = stack.engine().verify(pipeline);
            assertThat(report.findings()).isEmpty();
            assertThat(report.notes())
                    .containsExactly(
                            "output pairs: table shop.co_clicks holds the %,d rows that view pairs gives, computed a second time"
                                    .formatted(found.size()));
        }
    }

    /** Runs until nothing is left to do, which includes what the last watermark has passed. */
    private static void runToEnd(TestStack stack, Pipeline pipeline) {
        try (Run run = stack.engine().start(pipeline, RunListener.NONE)) {
            assertThat(run.awaitEnd(TestStack.LIMIT)).as("run ended").isTrue();
            assertThat(run.status().error()).isNull();
        }
    }

    private static List<String> pairs(List<Click> clicks) {
        Map<Long, List<Click>> bySession = new TreeMap<>();
        clicks.forEach(click -> bySession
                .computeIfAbsent(click.session, none -> new ArrayList<>())
                .add(click));
        List<String> pairs = new ArrayList<>();
        bySession.values().forEach(session -> {
            session.sort(Comparator.comparing(Click::at).thenComparing(Click::article));
            Map<Long, Long> recent = new TreeMap<>();
            for (Click click : session) {
                recent.forEach((article, at) -> {
                    if (at + TEN_MINUTES > click.at && article != click.article) {
                        pairs.add("[%d,%d,%d,%d,%d]"
                                .formatted(click.session, click.article, article, (click.at - at) / 1000, click.at));
                    }
                });
                recent.put(click.article, click.at);
            }
        });
        return pairs;
    }
}
