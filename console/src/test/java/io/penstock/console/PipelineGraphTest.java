package io.penstock.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.console.PipelineGraph.Node;
import io.penstock.pipeline.PipelineLoader;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PipelineGraphTest {

    @Test
    void knowsWhatLeadsWhere() {
        String text =
                """
                pipeline: graph
                sources:
                  web-clicks:
                    kafka: { topic: clicks }
                    decode: { csv: { schema: "url STRING, ip STRING" } }
                views:
                  named: SELECT url AS other FROM web_clicks -- not long
                  long: |
                    WITH short AS (SELECT other FROM named)
                    SELECT other FROM short WHERE length(other) > 80
                outputs:
                  table: { table: web.clicks, from: long }
                  alerts: { topic: alerts, from: named }
                """;

        List<Node> nodes = PipelineGraph.of(
                Objects.requireNonNull(PipelineLoader.load("graph.yaml", text).pipeline()));

        assertThat(nodes)
                .containsExactly(
                        new Node("source", "web-clicks", "topic", "clicks", List.of()),
                        new Node("view", "named", "SQL", "", List.of("web-clicks")),
                        new Node("view", "long", "SQL", "", List.of("named")),
                        new Node("output", "table", "table", "web.clicks", List.of("long")),
                        new Node("output", "alerts", "topic", "alerts", List.of("named")));
    }
}
