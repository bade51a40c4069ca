package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.sinks.search.BulkWriter;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.sinks.search.IndexSpec;
import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchSettings;
import io.penstock.sinks.search.SearchUnavailableException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bulk requests to a real OpenSearch, through a gateway with faults. */
@ExtendWith(SearchServer.Extension.class)
class BulkWriterIT {

    private static final byte[] BRACKET = {'{'};

    private final List<String> written = new ArrayList<>();
    private final List<String> rejected = new ArrayList<>();
    private FaultyGateway gateway;

    @AfterEach
    void closeGateway() {
        if (gateway != null) {
            gateway.close();
        }
    }

    @Test
    void sendsAgainWhatFoundNoRoomOrNoAnswer(SearchServer search) {
        IndexGeneration index = open(search, "bulk-a");
        gateway.answerBulksWith(429, 503, 0, 502);
        BulkWriter writer = new BulkWriter(index, index.ofBatch(0));

        for (int i = 0; i < 12_000; i++) {
            write(writer, "id-" + i, "{\"n\":" + i + "}");
        }
        writer.complete();

        assertThat(written).hasSize(12_000);
        assertThat(rejected).isEmpty();
        assertThat(search.count("bulk-a")).isEqualTo(12_000);
        assertThat(gateway.bulks()).isEqualTo(3 + 4);
    }

    @Test
    void halvesARequestThatIsTooLargeAndRejectsADocumentThatIsTooLargeAlone(SearchServer search) {
        IndexGeneration index = open(search, "bulk-b");
        gateway.limitTo(2_000);
        BulkWriter writer = new BulkWriter(index, index.ofBatch(0));

        for (int i = 0; i < 100; i++) {
            write(writer, "id-" + i, "{\"n\":" + i + "}");
        }
        write(writer, "large", "{\"t\":\"" + "x".repeat(2_000) + "\"}");
        writer.complete();

        assertThat(written).hasSize(100).doesNotContain("large");
        assertThat(rejected)
                .hasSize(1)
                .first()
                .asString()
                .matches("large: a request of 2,\\d\\d\\d bytes is too large for the cluster");
        assertThat(search.count("bulk-b")).isEqualTo(100);
    }

    @Test
    void ofDocumentsWithOneIdTheLastStaysAndNoneTurnsBackANewerBatch(SearchServer search) {
        IndexGeneration index = open(search, "bulk-c");
        BulkWriter second = new BulkWriter(index, index.ofBatch(2));
        for (int i = 0; i < 20_000; i++) {
            write(second, "id-" + i % 10, "{\"n\":" + i + "}");
        }
        second.complete();
        BulkWriter first = new BulkWriter(index, index.ofBatch(1));
        write(first, "id-3", "{\"n\":-1}");
        write(first, "id-new", "{\"n\":-2}");
        first.complete();
        BulkWriter replay = new BulkWriter(index, index.ofReplay(true));
        write(replay, "id-new", "{\"n\":-3}");
        replay.complete();
        BulkWriter filled = new BulkWriter(index, index.first());
        write(filled, "id-filled", "{\"n\":-4}");
        filled.complete();
        write(replay, "id-filled", "{\"n\":-5}");
        replay.complete();

        assertThat(written).hasSize(20_005);
        assertThat(IndexIT.documents(search, "bulk-c"))
                .containsEntry("id-3", "{\"n\":19993}")
                .containsEntry("id-9", "{\"n\":19999}")
                .containsEntry("id-new", "{\"n\":-2}")
                .containsEntry("id-filled", "{\"n\":-4}")
                .hasSize(12);

        IndexGeneration later = generation(search.uri(), "bulk-c", "another");
        BulkWriter again = new BulkWriter(later, later.ofBatch(0));
        write(again, "id-3", "{\"n\":7}");
        again.complete();
        assertThat(IndexIT.documents(search, "bulk-c")).containsEntry("id-3", "{\"n\":7}");
    }

    @Test
    void ofADocumentAndItsDeletionTheLaterOneStaysAndAnOlderBatchChangesNothing(SearchServer search) {
        IndexGeneration index = open(search, "bulk-del");
        BulkWriter batch = new BulkWriter(index, index.ofBatch(1));
        write(batch, "a", "{\"n\":1}");
        batch.delete(BulkWriter.Fate.NONE, null, "a");
        write(batch, "a", "{\"n\":2}");
        write(batch, "b", "{\"n\":3}");
        batch.delete(BulkWriter.Fate.NONE, null, "b");
        batch.complete();
        BulkWriter older = new BulkWriter(index, index.ofBatch(0));
        older.delete(BulkWriter.Fate.NONE, null, "a");
        write(older, "b", "{\"n\":4}");
        older.complete();

        assertThat(IndexIT.documents(search, "bulk-del")).containsExactly(Map.entry("a", "{\"n\":2}"));

        BulkWriter newer = new BulkWriter(index, index.ofBatch(2));
        newer.delete(BulkWriter.Fate.NONE, null, "a");
        write(newer, "b", "{\"n\":5}");
        newer.complete();

        assertThat(IndexIT.documents(search, "bulk-del")).containsExactly(Map.entry("b", "{\"n\":5}"));
        assertThat(rejected).isEmpty();
    }

    @Test
    void whatFoundNoRoomComesBehindNoLaterOneAndIsThereWhenThatIsRejected(SearchServer search) {
        IndexGeneration index = open(search, "bulk-room");
        gateway.refuseOnce(Set.of(0, 1, 2));
        BulkWriter writer = new BulkWriter(index, index.ofBatch(0));
        write(writer, "a", "{\"n\":1}"); // goes again alone
        write(writer, "b", "{\"n\":2}"); // goes again with the next one, which is rejected
        write(writer, "b", "{\"n\":\"x\"}");
        writer.complete();
        gateway.refuseOnce(Set.of(0));
        write(writer, "c", "{\"n\":3}"); // does not go again
        write(writer, "c", "{\"n\":4}");
        writer.complete();

        assertThat(written).containsExactly("a", "b", "c", "c");
        assertThat(rejected).hasSize(1).first().asString().startsWith("b: failed to parse field [n]");
        assertThat(IndexIT.documents(search, "bulk-room"))
                .containsOnly(Map.entry("a", "{\"n\":1}"), Map.entry("b", "{\"n\":2}"), Map.entry("c", "{\"n\":4}"));
        assertThat(gateway.bulks()).isEqualTo(3);
    }

    @Test
    void rejectsSingleDocumentsAndDeletesThemAgain(SearchServer search) {
        IndexGeneration index = open(search, "bulk-d");
        BulkWriter writer = new BulkWriter(index, index.ofBatch(0));
        write(writer, "good", "{\"n\":1}");
        write(writer, "text", "{\"n\":\"x\"}");
        write(writer, "unknown", "{\"other\":1}");
        write(writer, "torn", "{\"n\":");
        writer.delete(BulkWriter.Fate.NONE, null, "good");
        writer.delete(BulkWriter.Fate.NONE, null, "never-there");
        writer.complete();

        assertThat(written).containsExactly("good");
        assertThat(rejected).hasSize(3);
        assertThat(rejected.get(0))
                .isEqualTo(
                        "text: failed to parse field [n] of type [long] in document with id 'text'. Preview of field's"
                                + " value: 'x': For input string: \"x\"");
        assertThat(rejected.get(1))
                .isEqualTo(
                        "unknown: mapping set to strict, dynamic introduction of [other] within [_doc] is not allowed");
        assertThat(search.count("bulk-d")).isZero();
    }

    @Test
    void failsWhenTheIndexIsGone(SearchServer search) {
        IndexGeneration index = open(search, "bulk-e");
        search.require("DELETE", "/bulk-e-000001", "");
        BulkWriter writer = new BulkWriter(index, index.ofBatch(0));
        write(writer, "a", "{\"n\":1}");

        assertThatThrownBy(writer::complete)
                .isInstanceOf(SearchUnavailableException.class)
                .hasMessageStartingWith("Cannot write to index bulk-e, OpenSearch at ")
                .hasMessageContaining("[bulk-e]");
        assertThat(search.send("GET", "/bulk-e", "").statusCode())
                .as("no index was made")
                .isEqualTo(404);
    }

    private void write(BulkWriter writer, String id, String document) {
        writer.write(
                new BulkWriter.Fate() {

                    @Override
                    public void written() {
                        written.add(id);
                    }

                    @Override
                    public void rejected(String reason) {
                        rejected.add(id + ": " + reason);
                    }
                },
                null,
                id,
                BRACKET,
                document.getBytes(StandardCharsets.UTF_8));
    }

    private IndexGeneration open(SearchServer search, String name) {
        gateway = new FaultyGateway(search.uri());
        return generation(gateway.uri(), name, "first");
    }

    private static IndexGeneration generation(URI host, String name, String incarnation) {
        StructType columns = StructType.fromDDL("n BIGINT, t STRING");
        IndexSpec spec = new IndexSpec(name, "p", "o", columns, Map.of(), null);
        return SearchIndex.findOrCreate(SearchSettings.open(host), spec).generation(spec, incarnation);
    }
}
