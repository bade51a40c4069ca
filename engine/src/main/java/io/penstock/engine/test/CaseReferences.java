package io.penstock.engine.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.engine.plan.ReferencePlan;
import io.penstock.engine.plan.ViewPlan;
import io.penstock.engine.reference.ReferenceReader;
import io.penstock.engine.reference.ReferenceRows;
import io.penstock.engine.reference.ReferenceTable;
import io.penstock.engine.reference.UnreadableReferenceException;
import io.penstock.engine.test.PlainRows.Entries;
import io.penstock.pipeline.FileFormat;
import io.penstock.pipeline.FileReference;
import io.penstock.pipeline.Problems;
import io.penstock.pipeline.Reference;
import io.penstock.pipeline.TableReference;
import io.penstock.pipeline.test.Change;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What the references of a case hold: at first their files where these lie beside the pipeline, then what steps say. */
final class CaseReferences {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, ReferenceRows> rows = new ConcurrentHashMap<>(); // read by the threads of queries
    private final ReferenceReader reader;
    private final Path folder;
    private int files;

    /** @param folder for files, which is created */
    CaseReferences(Supplier<SparkSession> sessions, Path folder) {
        this.reader = new ReferenceReader(sessions, null);
        this.folder = folder;
    }

    /** What the step's rows have against the columns of its reference. */
    static void check(Change change, Reference reference, Problems at) {
        if (!change.rows().isEmpty()
                && reference instanceof FileReference file
                && file.format() == FileFormat.GEOJSON) {
            at.at("rows")
                    .add(
                            "are those of areas, whose geometry no row can say",
                            "write them into a file: file: areas.geojson");
            return;
        }
        StructType columns = StructType.fromDDL(reference.schema());
        for (int i = 0; i < change.rows().size(); i++) {
            ExpectedValues.row(change.rows().get(i), columns, at.at("rows").at(i));
        }
    }

    /** Takes the reference's rows from a file as the pipeline says it is written; of a table, as CSV with a header. */
    void read(ReferencePlan reference, byte[] content) {
        Reference spec = reference.spec();
        read(
                reference,
                content,
                spec instanceof FileReference file
                        ? file
                        : new FileReference("", spec.schema(), FileFormat.CSV, true, ",", spec.refresh()));
    }

    /** Takes the rows that a step says. */
    void read(ReferencePlan reference, Change change) {
        StringBuilder lines = new StringBuilder();
        for (var written : change.rows()) {
            lines.append(json(ExpectedValues.row(written, reference.columns(), new Problems())))
                    .append('\n');
        }
        Reference spec = reference.spec();
        read(
                reference,
                lines.toString().getBytes(StandardCharsets.UTF_8),
                new FileReference("", spec.schema(), FileFormat.JSON, false, ",", spec.refresh()));
    }

    private void read(ReferencePlan reference, byte[] content, FileReference as) {
        try {
            Path file = Files.createDirectories(folder).resolve("%s-%d".formatted(reference.name(), files++));
            Files.write(file, content);
            FileReference there = as.at(file.toString());
            rows.put(reference.name(), reader.read(new ReferencePlan(reference.name(), there, reference.columns())));
        } catch (UnreadableReferenceException e) {
            throw new IllegalStateException("Cannot read reference " + reference.name() + ", it " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException where a reference of the view has no rows */
    void require(ViewPlan view) {
        for (ReferencePlan reference : view.references()) {
            if (!rows.containsKey(reference.name())) {
                throw new IllegalStateException("Cannot compute view %s, reference %s has no rows: %s"
                        .formatted(
                                view.name(),
                                reference.name(),
                                reference.spec() instanceof TableReference
                                        ? "tests see no tables; add a step before: change"
                                        : "its file was not found; add a step before: change"));
            }
        }
    }

    /** The rows of the view's references in a session, as they are at each batch; a query that only starts may see none. */
    Map<String, Dataset<Row>> of(ViewPlan view, SparkSession session) {
        Map<String, Dataset<Row>> all = new HashMap<>();
        for (ReferencePlan reference : view.references()) {
            all.put(reference.name(), ReferenceTable.rows(session, reference, () -> now(reference)));
        }
        return all;
    }

    private SupportsRead now(ReferencePlan reference) {
        ReferenceRows now = rows.get(reference.name());
        return now == null ? ReferenceTable.none(reference) : now.table();
    }

    private static String json(Map<String, @Nullable Object> row) {
        try {
            return JSON.writeValueAsString(plain(row));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            map.forEach((key, field) -> fields.put(String.valueOf(key), plain(field)));
            return fields;
        } else if (value instanceof Entries entries) {
            return plain(entries.entries());
        } else if (value instanceof List<?> items) {
            List<@Nullable Object> all = new ArrayList<>();
            items.forEach(item -> all.add(plain(item)));
            return all;
        }
        return value == null || value instanceof Number && !(value instanceof BigDecimal) || value instanceof Boolean
                ? value
                : value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
