package io.penstock.sinks;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Where the data files of a batch lie: {@code data/<incarnation>/<query>/<batch>/<run>/…}. What an aborted run of a batch left
 * behind is found by listing one folder instead of the whole table.
 */
final class BatchFiles {

    private BatchFiles() {}

    static String folder(BatchIdentity identity, String run) {
        return batchFolder(identity) + "/" + run;
    }

    private static String batchFolder(BatchIdentity identity) {
        return identity.incarnation() + "/" + identity.query() + "/" + identity.batch();
    }

    static int deleteOtherRuns(Table table, BatchIdentity identity, String keptRun) {
        if (!(table.io() instanceof SupportsPrefixOperations io)) {
            return 0;
        }
        String kept = location(table, folder(identity, keptRun));
        List<String> orphans = new ArrayList<>();
        for (FileInfo file : listPrefix(io, location(table, batchFolder(identity)))) {
            if (!withoutScheme(file.location()).startsWith(withoutScheme(kept))) {
                orphans.add(file.location());
            }
        }
        orphans.forEach(table.io()::deleteFile);
        return orphans.size();
    }

    static void deleteRun(Table table, BatchIdentity identity, String run) {
        if (table.io() instanceof SupportsPrefixOperations io) {
            listPrefix(io, location(table, folder(identity, run)))
                    .forEach(file -> table.io().deleteFile(file.location()));
        }
    }

    private static String location(Table table, String folder) {
        return table.locationProvider().newDataLocation(folder) + "/";
    }

    private static Iterable<FileInfo> listPrefix(SupportsPrefixOperations io, String prefix) {
        List<FileInfo> files = new ArrayList<>();
        try {
            io.listPrefix(prefix).forEach(files::add);
        } catch (java.io.UncheckedIOException e) {
            // a batch without files has no folder
            if (!(e.getCause() instanceof java.io.FileNotFoundException)) {
                throw e;
            }
        }
        return files;
    }

    /** Hadoop lists {@code file:/x} where the table says {@code file:///x}. */
    private static String withoutScheme(String location) {
        return location.replaceFirst("^[a-z0-9]+:/+", "/");
    }
}
