package io.penstock.engine.audit;

import io.penstock.engine.audit.TableRecount.Partition;
import io.penstock.engine.audit.TableRecount.Place;
import io.penstock.sinks.MissingFile;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The dead letters of one source, as they are stored. */
record DeadLetterRecount(Map<Place, Partition> places) {

    static DeadLetterRecount of(
            TableRecount recount,
            @Nullable List<MissingFile> missing,
            String table,
            String source,
            List<String> findings) {
        if (missing == null) {
            return new DeadLetterRecount(Map.of());
        }
        if (!missing.isEmpty()) {
            missing.forEach(file -> findings.add(
                    "dead letters " + table + " have lost a file of " + file.rows() + " records: " + file.location()));
            return new DeadLetterRecount(Map.of());
        }
        findings.addAll(recount.doubledDeadLetters(table, source));
        return new DeadLetterRecount(recount.deadLetters(table, source));
    }

    /** Offsets that did not reach the output: refused before every output, or by this one. */
    OffsetSet of(String topic, int partition, String output) {
        return find(topic, partition, null).or(find(topic, partition, output));
    }

    private OffsetSet find(String topic, int partition, @Nullable String output) {
        Partition found = places.get(new Place(topic, partition, output));
        return found == null ? new OffsetSet() : found.offsets();
    }
}
