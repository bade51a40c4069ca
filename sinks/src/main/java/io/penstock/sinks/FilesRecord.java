package io.penstock.sinks;

import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.shaded.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Data files of one table in a form that survives the process: Iceberg's own JSON of a file, one string each.
 *
 * @param table name of the table
 * @param tableUuid the table's identity; a table re-created under the name is another one
 * @param files Iceberg's JSON, one a file
 */
public record FilesRecord(String table, String tableUuid, List<String> files) implements Serializable {

    private static final ObjectMapper JSON = new ObjectMapper();

    public FilesRecord {
        files = List.copyOf(files);
    }

    static FilesRecord of(String name, Table table, List<DataFile> files) {
        return new FilesRecord(
                name,
                table.uuid().toString(),
                files.stream()
                        .map(file ->
                                ContentFileParser.toJson(file, table.specs().get(file.specId())))
                        .toList());
    }

    public boolean hasNoFiles() {
        return files.isEmpty();
    }

    List<DataFile> dataFiles(Table target) {
        return files.stream().map(json -> parse(json, target)).toList();
    }

    private static DataFile parse(String json, Table target) {
        try {
            return (DataFile) ContentFileParser.fromJson(JSON.readTree(json), target.specs());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read a file record of table " + target.name(), e);
        }
    }
}
