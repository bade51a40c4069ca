package io.penstock.sinks;

import java.io.Serializable;
import java.util.List;

/**
 * Files of one table in a form that survives the process.
 *
 * @param table name of the table
 * @param tableUuid the table's identity; a table re-created under the name is another one
 * @param files one text a file, as the table's writers made it
 */
public record FilesRecord(String table, String tableUuid, List<String> files) implements Serializable {

    public FilesRecord {
        files = List.copyOf(files);
    }

    public boolean hasNoFiles() {
        return files.isEmpty();
    }
}
