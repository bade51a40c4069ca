package io.penstock.sinks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.iceberg.spark.SparkSchemaUtil;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.vectorized.ColumnVector;

/** A table in a folder, without a catalog, and the files that a writer made for it. */
final class WrittenTable {

    private final Table table;
    private final StructType columns;
    private final List<DataFile> files = new ArrayList<>();

    WrittenTable(Path folder, StructType columns, PartitionSpec spec, Map<String, String> properties) {
        this.columns = columns;
        this.table = new HadoopTables(new Configuration())
                .create(SparkSchemaUtil.convert(columns), spec, properties, folder.toString());
    }

    WrittenTable(Path folder, StructType columns, Map<String, String> properties) {
        this(folder, columns, PartitionSpec.unpartitioned(), properties);
    }

    Table table() {
        return table;
    }

    RowWriter rowWriter() {
        return new RowTableWriter(table, columns, "rows");
    }

    RowWriter columnWriter() {
        return new ColumnTableWriter(table, columns, "columns");
    }

    /** Writes the columns, and keeps the files. */
    void write(RowWriter writer, List<Batch> batches) {
        batches.forEach(batch -> writer.write(batch.columns(), batch.rows(), batch.rows().length));
        complete(writer);
    }

    /** Keeps the files of a writer. */
    void complete(RowWriter writer) {
        writer.complete().forEach(text -> files.add((DataFile) ContentFileText.parse(text, table)));
    }

    List<DataFile> files() {
        return files;
    }

    /** The file as parquet-java sees it. */
    ParquetFileReader open(DataFile file) throws IOException {
        Configuration conf = new Configuration();
        return ParquetFileReader.open(HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file.location()), conf));
    }

    /** All data files in the table's folder, whether the table knows them or not. */
    List<Path> dataFiles() throws IOException {
        Path data = Path.of(table.location(), "data");
        try (Stream<Path> found = Files.walk(data)) {
            return found.filter(file -> file.toString().endsWith(".parquet")).toList();
        }
    }

    void commit() {
        var append = table.newAppend();
        files.forEach(append::appendFile);
        append.commit();
    }

    /** The rows of all files in their order, each as text. */
    List<String> rows() {
        return files.stream().flatMap(file -> rows(file).stream()).toList();
    }

    List<String> rows(DataFile file) {
        try (CloseableIterable<Record> records = Parquet.read(table.io().newInputFile(file.location()))
                .project(table.schema())
                .createReaderFunc(type -> GenericParquetReaders.buildReader(table.schema(), type))
                .build()) {
            List<String> rows = new ArrayList<>();
            records.forEach(row -> rows.add(text(row)));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Record row) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < row.size(); i++) {
            Object value = row.get(i);
            values.add(
                    value instanceof ByteBuffer bytes
                            ? HexFormat.of().formatHex(bytes.array(), bytes.arrayOffset(), bytes.limit())
                            : String.valueOf(value));
        }
        return values.toString();
    }

    /** What a table knows of a file and that does not depend on how its bytes are laid out. */
    static Map<String, Object> knowledge(DataFile file) {
        return Map.of(
                "rows", file.recordCount(),
                "partition", String.valueOf(file.partition()),
                "sized columns", file.columnSizes().keySet(),
                "values", file.valueCounts(),
                "nulls", file.nullValueCounts(),
                "not numbers", file.nanValueCounts(),
                "lower bounds", file.lowerBounds(),
                "upper bounds", file.upperBounds());
    }

    /** Some rows of some columns. */
    record Batch(ColumnVector[] columns, int[] rows) {}
}
