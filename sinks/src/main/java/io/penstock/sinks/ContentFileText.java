package io.penstock.sinks;

import java.io.UncheckedIOException;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.ContentFileParser;
import org.apache.iceberg.Table;
import org.apache.iceberg.shaded.com.fasterxml.jackson.core.JsonProcessingException;
import org.apache.iceberg.shaded.com.fasterxml.jackson.databind.ObjectMapper;

/** Data files and delete files of Iceberg in Iceberg's own JSON. */
final class ContentFileText {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ContentFileText() {}

    static String of(ContentFile<?> file, Table table) {
        return ContentFileParser.toJson(file, table.specs().get(file.specId()));
    }

    static ContentFile<?> parse(String json, Table table) {
        try {
            return ContentFileParser.fromJson(JSON.readTree(json), table.specs());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read a file record of table " + table.name(), e);
        }
    }
}
