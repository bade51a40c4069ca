package io.penstock.sinks;

import java.util.List;

/** The commit record of a batch in a Hive table: which files it brought. */
public record HiveCommit(String pipeline, String query, String incarnation, long batch, List<HiveFile> files) {

    public HiveCommit {
        files = List.copyOf(files);
    }

    static HiveCommit of(BatchIdentity identity, List<HiveFile> files) {
        return new HiveCommit(identity.pipeline(), identity.query(), identity.incarnation(), identity.batch(), files);
    }

    BatchIdentity identity() {
        return new BatchIdentity(pipeline, query, incarnation, batch);
    }
}
