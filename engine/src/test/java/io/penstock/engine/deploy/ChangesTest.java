package io.penstock.engine.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final String FILE =
            """
            pipeline: shop
            owner: sales
            sources:
              orders:
                kafka: { topic: orders, starting-offsets: latest, max-records-per-batch: 100 }
                decode:
                  csv: { schema: "id BIGINT, price DOUBLE" }
                expect:
                  - { name: priced, check: price > 0, on-violation: drop }
              clicks:
                kafka: { topic: clicks }
                decode:
                  csv: { schema: "url STRING" }
            views:
              dear: SELECT * FROM orders WHERE price > 100
            outputs:
              orders-table: { table: shop.orders, from: orders, partition-by: [ "bucket(4, id)" ] }
              dear-table: { table: shop.dear, from: dear }
            trigger: 1 second
            """;
    private static final Map<String, String> SOURCES = Map.of("orders-table", "orders", "dear-table", "orders");

    @Test
    void findsNothingWhereOnlyTheTextDiffers() {
        assertThat(changes("# a comment\n" + FILE, SOURCES)).isEmpty();
    }

    @Test
    void letsEverythingChangeThatIsComputedFromBatchToBatch() {
        String next = FILE.replace("sales", "marketing")
                .replace("1 second", "2 seconds")
                .replace("price > 100", "price > 200")
                .replace("price > 0", "price >= 0")
                .replace("\"id BIGINT, price DOUBLE\"", "\"id BIGINT, price DOUBLE\", trim: true")
                .replace("max-records-per-batch: 100", "max-records-per-batch: 200, on-data-loss: continue");

        assertThat(changes(next, SOURCES))
                .containsExactly(
                        "owner changes",
                        "trigger changes",
                        "sources.orders.kafka.max-records-per-batch changes",
                        "sources.orders.kafka.on-data-loss changes",
                        "sources.orders.decode changes",
                        "sources.orders.expect changes",
                        "views.dear changes");
    }

    @Test
    void keepsASourceOnItsTopicAndItsProgress() {
        String next = FILE.replace("topic: orders", "topic: other").replace("latest", "2026-01-31T00:00:00Z");

        assertThat(changes(next, SOURCES))
                .containsExactly(
                        "sources.orders.kafka.topic changes from 'orders' to 'other':"
                                + " its progress and the account of what it fed would be lost",
                        "sources.orders.kafka.starting-offsets changes from latest to 2026-01-31T00:00:00Z:"
                                + " it has begun to read, and goes on where it is");
    }

    @Test
    void keepsAnOutputOnItsTable() {
        String next = FILE.replace("shop.orders", "shop.moved").replace("bucket(4, id)", "bucket(8, id)");

        assertThat(changes(next, SOURCES))
                .containsExactly(
                        "outputs.orders-table.table changes from 'shop.orders' to 'shop.moved':"
                                + " the rows so far would stay behind in the old one",
                        "outputs.orders-table.partition-by changes: its table is partitioned already");
    }

    @Test
    void takesARenamedOutputForOneThatGoesAndOneThatComes() {
        String next = FILE.replace("dear-table:", "costly-table:");

        assertThat(changes(next, Map.of("orders-table", "orders", "costly-table", "orders")))
                .containsExactly(
                        "outputs.costly-table is added: its source has begun, the records read so far would be missing",
                        "outputs.dear-table is removed: its table would no longer be accounted for");
    }

    @Test
    void refusesToRemoveASource() {
        String next =
                FILE.replace("  clicks:\n    kafka: { topic: clicks }\n", "  visits:\n    kafka: { topic: clicks }\n");

        assertThat(changes(next, SOURCES))
                .containsExactly(
                        "sources.clicks is removed: its progress and the account of what it fed would be lost",
                        "sources.visits is added");
    }

    @Test
    void letsAnOutputComeWhoseSourceHasNotBegun() {
        String next = FILE.replace("trigger:", "  clicks-table: { table: shop.clicks, from: clicks }\ntrigger:");
        Map<String, String> sources = new HashMap<>(SOURCES);
        sources.put("clicks-table", "clicks");

        assertThat(changes(next, sources)).containsExactly("outputs.clicks-table is added");
    }

    @Test
    void letsATopicComeAndGoAndKeepsItOtherwise() {
        String topic = "  alerts: { topic: alerts, from: dear }\n";
        String with = FILE.replace("trigger:", topic + "trigger:");
        Map<String, String> sources = new HashMap<>(SOURCES);
        sources.put("alerts", "orders");

        assertThat(changes(with, sources)).containsExactly("outputs.alerts is added");
        assertThat(changes(with, sources, FILE, SOURCES)).containsExactly("outputs.alerts is removed");
        assertThat(changes(
                        with,
                        sources,
                        with.replace("from: dear }\ntr", "from: orders, key: id, format: csv }\ntr"),
                        sources))
                .containsExactly(
                        "outputs.alerts.from changes", "outputs.alerts.key changes", "outputs.alerts.format changes");
        assertThat(changes(with, sources, with.replace("topic: alerts", "topic: others"), sources))
                .containsExactly("outputs.alerts.topic changes from 'alerts' to 'others': the records so far would stay"
                        + " behind in the old one");
        assertThat(changes(with, sources, with.replace("topic: alerts", "table: shop.alerts"), sources))
                .containsExactly(
                        "outputs.alerts becomes a table: what it wrote so far would no longer be accounted for");
    }

    @Test
    void noticesThatAViewLeadsItsOutputToAnotherSource() {
        String next = FILE.replace("SELECT * FROM orders WHERE price > 100", "SELECT * FROM clicks");

        assertThat(changes(next, Map.of("orders-table", "orders", "dear-table", "clicks")))
                .containsExactly(
                        "views.dear changes",
                        "outputs.dear-table.from comes to be fed by 'clicks' instead of 'orders':"
                                + " its account is that of the other");
    }

    @Test
    void letsAnOutputReadAnotherViewOfItsSource() {
        String next = FILE.replace("from: dear", "from: orders");

        assertThat(changes(next, SOURCES)).containsExactly("outputs.dear-table.from changes");
    }

    @Test
    void refusesAnotherComputationOfAViewThatKeepsState() {
        Map<String, String> feeds = Map.of("orders-table", "orders", "dear-table", "dear");

        assertThat(changes(
                        FILE,
                        new Flow(feeds, Map.of("dear", "price > 100")),
                        FILE.replace("price > 100", "price > 200"),
                        new Flow(feeds, Map.of("dear", "price > 200"))))
                .containsExactly(
                        "views.dear is computed otherwise: its state is of what it computed so far",
                        "views.dear changes");
    }

    @Test
    void letsAProcessorKeepMoreAndHaveOtherJarsButNotKeepLessOrOtherwise() {
        Map<String, String> feeds = Map.of("orders-table", "orders", "dear-table", "dear");
        Map<String, String> states = Map.of("dear", "processor");
        Map<String, String> kept = Map.of("last", "value", "last.value.url", "STRING", "last.value.n", "BIGINT");
        Flow before = new Flow(feeds, states, Map.of("dear", kept), Map.of("dear", "a"), Set.of());
        Map<String, String> more = Map.of(
                "last",
                "value",
                "last.value.url",
                "STRING",
                "last.value.n",
                "BIGINT",
                "seen",
                "list",
                "seen.value",
                "STRING");
        Map<String, String> other = Map.of("last", "value", "last.value.n", "INT");

        assertThat(changes(
                        FILE,
                        before,
                        FILE,
                        new Flow(feeds, states, Map.of("dear", more), Map.of("dear", "b"), Set.of())))
                .containsExactly(
                        "views.dear.processor keeps more: seen, seen.value", "views.dear.processor has other jars");
        assertThat(changes(
                        FILE,
                        before,
                        FILE,
                        new Flow(feeds, states, Map.of("dear", other), Map.of("dear", "a"), Set.of())))
                .containsExactly(
                        "views.dear.processor keeps last.value.n as INT instead of BIGINT: its state has it as it was",
                        "views.dear.processor no longer keeps last.value.url: its state has it");
    }

    @Test
    void refusesToKeepLateRowsFromNowOnAndLetsThemGo() {
        String dropping = FILE.replace("topic: clicks }\n", "topic: clicks }\n    late-rows: drop\n");

        assertThat(changes(dropping, SOURCES, FILE, SOURCES))
                .containsExactly("sources.clicks.late-rows changes: the late rows so far were not kept");
        assertThat(changes(FILE, SOURCES, dropping, SOURCES)).containsExactly("sources.clicks.late-rows changes");
    }

    @Test
    void refusesAnotherModeOrKeyOfATable() {
        String upserting = FILE.replace("from: dear }", "from: dear, mode: upsert, key: [id] }");

        assertThat(changes(upserting, SOURCES))
                .containsExactly("outputs.dear-table.mode changes: its rows so far were written otherwise");
        assertThat(changes(upserting, SOURCES, upserting.replace("key: [id]", "key: [price]"), SOURCES))
                .containsExactly("outputs.dear-table.key changes: its table tells rows apart by the other");
    }

    @Test
    void refusesAnotherDatabaseOrKeyOfItsTable() {
        String database = FILE.replace(
                "dear-table: { table: shop.dear, from: dear }",
                "dear-table: { jdbc: { database: app, table: dear }, from: dear, key: [id] }");

        assertThat(changes(database, SOURCES))
                .containsExactly(
                        "outputs.dear-table becomes a table: what it wrote so far would no longer be accounted for");
        assertThat(changes(database, SOURCES, database.replace("app", "web"), SOURCES))
                .containsExactly(
                        "outputs.dear-table.jdbc changes from 'dear of database app' to 'dear of database web':"
                                + " the rows so far would stay behind in the old one");
        assertThat(changes(database, SOURCES, database.replace("key: [id]", "key: [price]"), SOURCES))
                .containsExactly("outputs.dear-table.key changes: its table tells rows apart by the other");
    }

    @Test
    void letsFieldsOfAnIndexChangeWhereItCanBeMadeAnew() {
        String indexed = FILE.replace(
                "trigger:", "  search: { index: orders, from: orders, fields: { price: keyword } }\ntrigger:");
        String other = indexed.replace("price: keyword", "id: keyword");
        Map<String, String> feeds = new HashMap<>(SOURCES);
        feeds.put("search", "orders");
        Flow without = new Flow(feeds, Map.of());
        Flow with = new Flow(feeds, Map.of(), Map.of(), Map.of(), Set.of("search"));

        assertThat(changes(indexed, without, other, with)).containsExactly("outputs.search.fields changes");
        assertThat(changes(indexed, with, other, without))
                .containsExactly("outputs.search.fields changes: its documents so far are indexed otherwise");
    }

    @Test
    void noticesWhatAnIndexIsToDoOtherwise() {
        String indexed = FILE.replace(
                "trigger:",
                "  search: { index: orders, from: orders, id: [id], split-by: days(at), keep: 90 days }\ntrigger:");
        Map<String, String> feeds = new HashMap<>(SOURCES);
        feeds.put("search", "orders");

        assertThat(changes(
                        indexed,
                        feeds,
                        indexed.replace("keep: 90 days", "keep: 30 days, when-unavailable: continue"),
                        feeds))
                .containsExactly("outputs.search.keep changes", "outputs.search.when-unavailable changes");
        String keyed = indexed.replace("100 }\n", "100 }\n    metadata: { k: key as STRING }\n")
                .replace("id: [id], split-by: days(at), keep: 90 days", "id: [k]");
        assertThat(changes(keyed, feeds, keyed.replace("id: [k]", "id: [k], tombstones: delete"), feeds))
                .containsExactly("outputs.search.tombstones changes");
    }

    @Test
    void tellsWhichDashboardsAreOthers() {
        String panels = "panels: [ { number: how many, from: dear-table } ]";
        String with = FILE + "dashboards: { all: { " + panels + " }, dear: { " + panels + " } }\n";
        String next = FILE + "dashboards: { cheap: { " + panels + " }, dear: { title: Dear, " + panels + " } }\n";

        assertThat(changes(with, SOURCES, next, SOURCES))
                .containsExactly("dashboards.all is removed", "dashboards.cheap is added", "dashboards.dear changes");
    }

    private static List<String> changes(String next, Map<String, String> sources) {
        return changes(FILE, SOURCES, next, sources);
    }

    private static List<String> changes(
            String before, Map<String, String> sourcesBefore, String after, Map<String, String> sourcesAfter) {
        return changes(before, new Flow(sourcesBefore, Map.of()), after, new Flow(sourcesAfter, Map.of()));
    }

    private static List<String> changes(String before, Flow flowBefore, String after, Flow flowAfter) {
        return Changes.between(pipeline(before), flowBefore, pipeline(after), flowAfter).stream()
                .map(Change::toString)
                .toList();
    }

    private static Pipeline pipeline(String text) {
        LoadedPipeline loaded = PipelineLoader.load("shop.yaml", text);
        assertThat(loaded.problems()).isEmpty();
        return loaded.pipeline();
    }
}
