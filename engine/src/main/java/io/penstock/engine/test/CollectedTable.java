package io.penstock.engine.test;

import io.penstock.sinks.BatchIdentity;
import io.penstock.sinks.BatchTarget;
import io.penstock.sinks.FilesRecord;
import java.util.List;

/**
 * What stands for a table in a case.
 *
 * @param what what its rows count as
 * @param key columns by which a row replaces an earlier one; none where all stay
 */
record CollectedTable(Collected collected, String what, List<String> key) implements BatchTarget {

    /** Packs what tasks wrote. */
    static FilesRecord pack(String what, List<String> files) {
        return new FilesRecord(what, "", files);
    }

    /** Name of a file. @param task that writes it */
    static String file(String what, BatchIdentity identity, String run, String task) {
        return batch(what, identity) + run + "/" + task;
    }

    private static String batch(String what, BatchIdentity identity) {
        return "%s/%s/%d/".formatted(what, identity.query(), identity.batch());
    }

    @Override
    public boolean commit(BatchIdentity identity, FilesRecord files, Runnable step) {
        return collected.commit(batch(what, identity), what, files.files(), key);
    }

    @Override
    public int deleteOrphans(BatchIdentity identity, String keptRun) {
        String kept = batch(what, identity) + keptRun + "/";
        return collected.delete(file -> file.startsWith(batch(what, identity)) && !file.startsWith(kept));
    }

    @Override
    public void deleteFiles(BatchIdentity identity, String run) {
        collected.delete(file -> file.startsWith(batch(what, identity) + run + "/"));
    }
}
