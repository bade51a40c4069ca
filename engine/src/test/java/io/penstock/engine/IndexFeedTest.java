package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.engine.ledger.Backlog;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.Tombstones;
import io.penstock.pipeline.WhenUnavailable;
import io.penstock.pipeline.WriteMode;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class IndexFeedTest {

    private static final Map<String, Backlog> LACKING = Map.of("last", new Backlog(3, 1_200, 1_300, 41));

    @Test
    void noDocumentComesBehindItsDeletion() {
        assertThatThrownBy(() -> IndexFeed.check(List.of(output("other"), output("last")), LACKING))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "Cannot delete documents of index last-index by tombstones, it lacks 1,300 documents that would"
                                + " come behind their deletion. Run it once more with when-unavailable: continue and without"
                                + " tombstones: delete, until nothing lacks");
        assertThatCode(() -> IndexFeed.check(List.of(output("other")), LACKING)).doesNotThrowAnyException();
    }

    private static OutputPlan output(String name) {
        IndexOutput spec = new IndexOutput(
                name + "-index",
                "cabs",
                List.of("cab"),
                WriteMode.APPEND,
                Map.of(),
                null,
                null,
                WhenUnavailable.WAIT,
                Tombstones.DELETE);
        return new OutputPlan(name, spec, StructType.fromDDL("cab STRING"), List.of(), List.of(), true);
    }
}
