package io.penstock.pipeline;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An index of OpenSearch that every row of a source or view is written to as a document. Each document is there once: what is written
 * again is written over.
 *
 * @param id the columns that make a document's id; empty for a document for each row
 * @param fields how columns are indexed that are not by the rule for their type
 * @param splitBy what there is an index of its own for; nothing for one index
 * @param keep how long such an index is kept; nothing for ever
 * @param whenUnavailable what a batch does while OpenSearch does not answer
 * @param tombstones what becomes of a record without a value
 */
public record IndexOutput(
        @Key(
                        value =
                                "The index, in truth an alias of it, under which it is searched. It is created with a field for each column"
                                        + " if it is not there.",
                        example = "web-hits",
                        notation = Notation.INDEX)
                String index,
        @Key(value = "The source or view whose rows are written.", example = "clicks", notation = Notation.NAME)
                String from,
        @Key(
                        value =
                                "The columns that make the id of a document: a row replaces the document with its id. `minute.start` is a field of a column."
                                        + " They cannot be nested or fractions, and cannot be NULL.",
                        example = "[cab]",
                        unset =
                                "each row is a document of its own, whose id is the place of its record in the topic; a view that needs more than"
                                        + " one row has to have it",
                        notation = Notation.COLUMN)
                List<String> id,
        @Key(
                        value =
                                "For a view that aggregates: `append` writes a group once it is complete, `upsert` as often as it changes,"
                                        + " with `id` as what the view groups by.",
                        example = "upsert",
                        defaultsTo = "append")
                WriteMode mode,
        @Key(
                        value =
                                "How columns are indexed in another way than by their type: `text` (found by its words), `keyword`, `ip`,"
                                        + " `date-nanos` (found by nanoseconds) or `geo-point` (a text `lat,lon`).",
                        example = "{ message: text, client: ip }",
                        unset = "a text is a `keyword`, found as a whole",
                        names = Notation.COLUMN)
                Map<String, IndexField> fields,
        @Key(
                        value =
                                "An index for each day, `days(c)`, or month, `months(c)`, of a column of times or dates, behind the alias."
                                        + " A document's id is found within its day or month only.",
                        example = "days(at)",
                        unset = "there is one index",
                        notation = Notation.INDEX_SPLIT)
                @Nullable
                IndexSplit splitBy,
        @Key(
                        value =
                                "How long a day or month is kept behind its end: then its index is deleted. Rows that are older are not"
                                        + " written, and count as filtered.",
                        example = "30 days",
                        unset = "all are kept",
                        notation = Notation.DURATION)
                @Nullable
                Duration keep,
        @Key(
                        value =
                                "What a batch does while OpenSearch does not answer: `wait` tries again until it does, and the other outputs of"
                                        + " the source wait, too; `continue` commits them without documents, and these come later from an Iceberg"
                                        + " table with the same rows, which the pipeline has to write.",
                        example = "continue",
                        defaultsTo = "wait")
                WhenUnavailable whenUnavailable,
        @Key(
                        value =
                                "What becomes of a record without a value: `reject` makes it a dead letter, `delete` deletes the document whose"
                                        + " id is its key. Then `from` is a source, `id` is its column of the key, and for the other outputs of"
                                        + " the source such a record counts as filtered.",
                        example = "delete",
                        defaultsTo = "reject")
                Tombstones tombstones)
        implements Output, Checked {

    private static final Duration SHORTEST = Duration.ofDays(1);

    public IndexOutput {
        id = List.copyOf(id);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Whether batches are committed without documents while OpenSearch does not answer. */
    public boolean continues() {
        return whenUnavailable == WhenUnavailable.CONTINUE;
    }

    /** Whether a record without a value deletes the document whose id is its key. */
    public boolean deletes() {
        return tombstones == Tombstones.DELETE;
    }

    /** Whether a document is written again as its group changes. */
    public boolean upserts() {
        return mode == WriteMode.UPSERT;
    }

    @Override
    public String delivery() {
        return "each document once";
    }

    @Override
    public void check(Problems problems) {
        if (upserts() && id.isEmpty()) {
            problems.at("mode")
                    .add("is upsert without an id", "add what the view groups by, such as 'id: [minute, url]'");
        }
        if (splitBy != null && upserts() && !id.isEmpty() && !id.contains(splitBy.column())) {
            problems.at("split-by")
                    .add(
                            "is by a column that may change with its group: " + splitBy.column(),
                            "with mode upsert, take one of the id: " + String.join(", ", id));
        }
        if (keep != null && splitBy == null) {
            problems.at("keep")
                    .add("is set for one index", "add the column of its times, such as 'split-by: days(at)'");
        } else if (keep != null && keep.compareTo(SHORTEST) < 0) {
            problems.at("keep").add("is shorter than a day", "write at least 1 day");
        }
        if (deletes()) {
            checkDeletes(problems.at("tombstones"));
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < id.size(); i++) {
            if (!seen.add(id.get(i).toLowerCase(Locale.ROOT))) {
                problems.at("id").at(i).add("is there twice: " + Excerpt.plain(id.get(i)), "leave one out");
            }
        }
    }

    private void checkDeletes(Problems at) {
        if (id.size() != 1) {
            at.add(
                    id.isEmpty() ? "is delete without an id" : "is delete, and the id is more than the key",
                    "write the source's column of the key as id, such as 'id: [cab]'");
        }
        if (splitBy != null) {
            at.add(
                    "is delete, and a record without a value is of no day or month",
                    "leave out split-by: the document may be in any of its indices");
        }
        if (continues()) {
            at.add(
                    "is delete, and what an index gets later comes from a table, which has no deletions",
                    "leave out when-unavailable to wait for OpenSearch");
        }
    }
}
