package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.pipeline.DatabaseTable;
import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.FilesRecord;
import io.penstock.sinks.ForeignBatchException;
import io.penstock.sinks.OutputTable;
import io.penstock.sinks.RowWriter;
import io.penstock.sinks.TableCatalog;
import io.penstock.sinks.TableSpec;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Batches of a table of PostgreSQL: each once, whatever comes in between. */
@ExtendWith(TestPostgres.Extension.class)
class JdbcCommitIT {

    private static final StructType COLUMNS =
            new StructType().add("k", DataTypes.LongType).add("task", DataTypes.StringType);
    private static int tables;

    @TempDir
    Path folder;

    private TestPostgres postgres;
    private TableCatalog catalog;
    private String name;
    private OutputTable table;

    @BeforeEach
    void createTable(TestPostgres server) {
        postgres = server;
        postgres.start();
        catalog = TableCatalog.open(
                TableCatalog.sqlite(folder.resolve("catalog.db")),
                folder.toUri(),
                null,
                Map.of("app", postgres.settings("app")),
                new Configuration());
        name = "jdbc_commit_" + tables++;
        table = catalog.loadOrCreate(
                TableSpec.database(new DatabaseTable("app", name), "p", "o", COLUMNS, List.of("k")));
    }

    @Test
    void commitsABatchOnceHoweverOftenItIsToldTo() {
        FilesRecord first = table.pack(write(batch(0), "run", "t", "1 a", "2 b"));
        assertThat(commit(batch(0), first)).isTrue();
        assertThat(commit(batch(0), first)).isFalse();
        FilesRecord second = table.pack(write(batch(1), "run", "t", "2 c"));
        assertThat(commit(batch(1), second)).isTrue();
        assertThat(commit(batch(0), first)).isFalse();

        assertThat(rows()).containsExactly("1|a", "2|c");
        assertThat(table.lastBatch("p", "q")).isEqualTo(batch(1));
        assertThat(table.lastBatch("p", "other")).isNull();
        assertThat(postgres.stages()).isEmpty();
    }

    @Test
    void takesTheRowWithTheHighestOffsetOfAKeyAndTheLastOfThem() {
        List<String> files = new ArrayList<>();
        files.addAll(write(batch(0), "run", "t1", 7, "1 second", "1 third"));
        files.addAll(write(batch(0), "run", "t2", 6, "1 first", "2 only"));

        commit(batch(0), table.pack(files));

        assertThat(rows()).containsExactly("1|third", "2|only");
    }

    @Test
    void leavesOutWhatOtherRunsAndTasksHaveWritten() {
        write(batch(0), "dead", "t", "1 of a run that died");
        write(batch(0), "run", "twice", "1 of a task that was not counted");
        FilesRecord files = table.pack(write(batch(0), "run", "t", "2 b"));

        table.deleteOrphans(batch(0), "run");
        commit(batch(0), files);

        assertThat(rows()).containsExactly("2|b");
        assertThat(postgres.stages()).isEmpty();
    }

    @Test
    void dropsTheStageOfARunThatDiedWhenTheBatchHasNoRowsAnyMore() {
        write(batch(0), "dead", "t", "1 a");
        table.deleteOrphans(batch(0), "run");

        assertThat(commit(batch(0), table.pack(List.of()))).isFalse();

        assertThat(postgres.stages()).isEmpty();
    }

    @Test
    void leavesNothingOfATaskThatIsAborted() {
        RowWriter writer = table.writerFactory().create(batch(0), "run", "t");
        for (long k = 0; k < 20_000; k++) { // more than is sent at once
            writer.write(row(k, "aborted"), lineage(k));
        }
        writer.abort();
        commit(batch(0), table.pack(write(batch(0), "run", "u", "1 a")));

        assertThat(rows()).containsExactly("1|a");
    }

    @Test
    void keepsTheRowsOfTheFasterOfTwoDrivers() {
        FilesRecord faster = table.pack(write(batch(0), "faster", "t", "1 faster"));
        write(batch(0), "slower", "t", "1 slower");
        table.deleteFiles(batch(0), "slower"); // which was told that it is too late
        commit(batch(0), faster);

        assertThat(rows()).containsExactly("1|faster");
        assertThat(postgres.stages()).isEmpty();
    }

    @Test
    void refusesBatchesOfAnotherIncarnation() {
        commit(batch(0), table.pack(write(batch(0), "run", "t", "1 a")));
        BatchIdentity other = new BatchIdentity("p", "q", "other", 1);
        FilesRecord files = table.pack(write(other, "run", "t", "1 b"));

        assertThatThrownBy(() -> commit(other, files))
                .isInstanceOf(ForeignBatchException.class)
                .hasMessage("Cannot commit p/q batch 1 (incarnation other) to table app:" + name
                        + ", it holds batches of incarnation i");
        assertThat(rows()).containsExactly("1|a");
        table.deleteOrphans(other, "nobody");
    }

    @Test
    void saysThatPreparedRowsAreGone() {
        FilesRecord files = table.pack(write(batch(3), "run", "t", "1 a", "2 b"));
        String stage = postgres.stages().get(0);
        postgres.execute("DELETE FROM " + stage + " WHERE k = 1");

        assertThatThrownBy(() -> commit(batch(3), files))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot commit p/q batch 3 (incarnation i) to table app:" + name
                        + ", 2 rows were prepared and its stage " + stage
                        + " holds 1 of them. Put it back as it was, or start over with: penstock reset p");
        postgres.execute("DROP TABLE " + stage);
        assertThatThrownBy(() -> commit(batch(3), files)).hasMessageContaining(" holds 0 of them. ");
        assertThat(rows()).isEmpty();
    }

    @Test
    void refusesATableThatWasCreatedAgain() {
        FilesRecord files = table.pack(write(batch(0), "run", "t", "1 a"));
        postgres.execute("DROP TABLE " + name, "CREATE TABLE " + name + " (k bigint PRIMARY KEY, task text)");

        assertThatThrownBy(() -> commit(batch(0), files))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Cannot commit p/q batch 0 (incarnation i) to table app:" + name
                        + ", it was dropped and created again");
        table.deleteOrphans(batch(0), "nobody");
    }

    @Test
    void leavesAStageThatSomebodyStillHoldsToTheNextBatch() throws SQLException {
        FilesRecord first = table.pack(write(batch(0), "run", "t", "1 a"));
        try (Connection stopped = postgres.connect();
                Statement statement = stopped.createStatement()) {
            stopped.setAutoCommit(false);
            statement.execute("LOCK TABLE " + postgres.stages().get(0) + " IN ROW EXCLUSIVE MODE");
            commit(batch(0), first);
            assertThat(postgres.stages()).hasSize(1);
            stopped.rollback();
        }
        commit(batch(1), table.pack(write(batch(1), "run", "t", "1 b")));

        assertThat(rows()).containsExactly("1|b");
        assertThat(postgres.stages()).isEmpty();
    }

    private boolean commit(BatchIdentity identity, FilesRecord files) {
        return catalog.load("app:" + name).commit(identity, files, () -> {});
    }

    private static BatchIdentity batch(long batch) {
        return new BatchIdentity("p", "q", "i", batch);
    }

    private List<String> write(BatchIdentity identity, String run, String task, String... rows) {
        return write(identity, run, task, 0, rows);
    }

    private List<String> write(BatchIdentity identity, String run, String task, long offset, String... rows) {
        RowWriter writer = table.writerFactory().create(identity, run, task);
        for (String row : rows) {
            String[] values = row.split(" ", 2);
            writer.write(row(Long.parseLong(values[0]), values[1]), lineage(offset));
        }
        return writer.complete();
    }

    private static InternalRow row(long k, String value) {
        return new GenericInternalRow(new Object[] {k, UTF8String.fromString(value)});
    }

    private static InternalRow lineage(long offset) {
        return new GenericInternalRow(new Object[] {UTF8String.fromString("t"), 0, offset});
    }

    private List<String> rows() {
        return postgres.rows("SELECT k, task FROM " + name);
    }
}
