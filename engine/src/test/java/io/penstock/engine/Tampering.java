package io.penstock.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.io.CloseableIterable;

/** Does to a table what nobody should, with Iceberg's own means. */
final class Tampering {

    private Tampering() {}

    static void appendCopyOfFirstFile(TestStack stack, String name) throws IOException {
        Map<String, String> properties = new HashMap<>(stack.settings().catalog());
        properties.put("warehouse", stack.settings().warehouse().toString());
        Catalog catalog = CatalogUtil.buildIcebergCatalog("penstock", properties, new Configuration());
        Table table = catalog.loadTable(TableIdentifier.parse(name));
        try (CloseableIterable<FileScanTask> files = table.newScan().planFiles()) {
            DataFile original = StreamSupport.stream(files.spliterator(), false)
                    .map(FileScanTask::file)
                    .min(Comparator.comparing(DataFile::location))
                    .orElseThrow();
            Path file = Path.of(original.location().replaceFirst("^file:/*", "/"));
            Path copy = file.resolveSibling("copy.parquet");
            Files.copy(file, copy);
            table.newAppend()
                    .appendFile(DataFiles.builder(table.spec())
                            .copy(original)
                            .withPath(copy.toUri().toString())
                            .build())
                    .commit();
        }
    }
}
