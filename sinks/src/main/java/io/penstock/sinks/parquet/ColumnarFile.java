package io.penstock.sinks.parquet;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.iceberg.shaded.org.apache.parquet.column.ColumnDescriptor;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.iceberg.shaded.org.apache.parquet.schema.MessageType;
import org.apache.iceberg.shaded.org.apache.parquet.schema.PrimitiveType;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet data file of a table, written from columns.
 *
 * <p><b>Format:</b> what Iceberg's own writer makes of the same rows, as far as a reader can tell: the table's field ids, pages of the
 * first version with plain values or a dictionary, statistics and indexes of pages, checksums.
 *
 * <p><b>Memory:</b> a row group, compressed, until it is full. The file is created with the first one.
 *
 * <p><b>Threads:</b> not thread-safe. After an error nothing but {@link #abort} may be called.
 */
public final class ColumnarFile {

    private static final String TYPE_NAME = "table"; // as Iceberg's writer calls it
    private static final String SCHEMA_KEY = "iceberg.schema";
    private static final int NO_PADDING = 0;
    private static final int INDEX_VALUE_LENGTH = 64; // bytes of a bound in a page index; parquet-java's default

    private final OutputFile output;
    private final Schema schema;
    private final ParquetSettings settings;
    private final PageCompression compression;
    private final MessageType type;
    private final List<ColumnWriter> columns = new ArrayList<>();
    private @Nullable ColumnChunkPageWriteStore pages;
    private long pendingRows; // of the row group that is open
    private @Nullable IcebergStream stream;
    private @Nullable ParquetFileWriter writer;

    /**
     * @param schema the table's, which the settings {@link ParquetSettings#cover cover}
     * @param compression may be shared by files that are written by the same thread, and is closed by its owner
     */
    public ColumnarFile(OutputFile output, Schema schema, ParquetSettings settings, PageCompression compression) {
        this.output = output;
        this.schema = schema;
        this.settings = settings;
        this.compression = compression;
        this.type = ParquetSchemaUtil.convert(schema, TYPE_NAME);
        PageBytes page = new PageBytes();
        type.getColumns().forEach(column -> columns.add(columnWriter(column, settings, page)));
    }

    private static ColumnWriter columnWriter(ColumnDescriptor column, ParquetSettings settings, PageBytes page) {
        PrimitiveType type = column.getPrimitiveType();
        int fieldId = type.getId().intValue();
        return switch (type.getPrimitiveTypeName()) {
            case BOOLEAN -> new BooleanColumn(column, settings, page);
            case INT32 -> new IntegerColumn(column, settings, page, Integer.BYTES);
            case INT64 -> new IntegerColumn(column, settings, page, Long.BYTES);
            case FLOAT -> new FloatingColumn(column, settings, page, Float.BYTES, fieldId);
            case DOUBLE -> new FloatingColumn(column, settings, page, Double.BYTES, fieldId);
            case BINARY -> new BytesColumn(column, settings, page, 0);
            case FIXED_LEN_BYTE_ARRAY -> new BytesColumn(column, settings, page, type.getTypeLength());
            case INT96 -> throw new IllegalArgumentException("Cannot write a column of this type: " + column);
        };
    }

    /**
     * Writes rows. The vectors may be reused afterwards.
     *
     * @param vectors one for each column of the table
     * @param rows indexes of rows in the vectors, those from {@code from} to before {@code to} count
     */
    public void write(ColumnVector[] vectors, int[] rows, int from, int to) throws IOException {
        if (pages == null) {
            startRowGroup();
        }
        for (int i = 0; i < vectors.length; i++) {
            columns.get(i).write(vectors[i], rows, from, to);
        }
        pendingRows += to - from;
        if (bufferedBytes() >= settings.rowGroupBytes()) {
            endRowGroup();
        }
    }

    private void startRowGroup() {
        ColumnChunkPageWriteStore store = new ColumnChunkPageWriteStore(
                compression.compressor(), type, HeapByteBufferAllocator.getInstance(), INDEX_VALUE_LENGTH, true);
        columns.forEach(column -> column.start(store.getPageWriter(column.column())));
        pages = store;
    }

    private void endRowGroup() throws IOException {
        ColumnChunkPageWriteStore store = pages;
        if (store == null) {
            return;
        }
        for (ColumnWriter column : columns) {
            column.end();
        }
        ParquetFileWriter file = openWriter();
        file.startBlock(pendingRows);
        store.flushToFileWriter(file);
        file.endBlock();
        store.close();
        pages = null;
        pendingRows = 0;
    }

    private ParquetFileWriter openWriter() throws IOException {
        if (writer == null) {
            stream = new IcebergStream(output.create());
            writer = new ParquetFileWriter(
                    new OpenStream(stream, output.location()),
                    type,
                    ParquetFileWriter.Mode.CREATE,
                    settings.rowGroupBytes(),
                    NO_PADDING,
                    INDEX_VALUE_LENGTH,
                    Integer.MAX_VALUE,
                    true);
            writer.start();
        }
        return writer;
    }

    private long bufferedBytes() {
        long total = 0;
        for (ColumnWriter column : columns) {
            total += column.bufferedBytes();
        }
        return total;
    }

    /** Bytes of the file so far, with what is held in memory and will become a little less. */
    public long length() throws IOException {
        long written = stream == null ? 0 : stream.getPos();
        return pages == null ? written : written + bufferedBytes();
    }

    /** Writes the rest and the footer, and closes the file. */
    public void complete() throws IOException {
        endRowGroup();
        openWriter().end(Map.of(SCHEMA_KEY, SchemaParser.toJson(schema)));
        openStream().close();
    }

    /** Closes what is open; the file, if it was created, is left as it is. Harmless after {@link #complete} and when done twice. */
    public void abort() throws IOException {
        if (pages != null) {
            pages.close();
            pages = null;
        }
        if (stream != null) {
            stream.close();
        }
    }

    /** What a table wants to know of a completed file's columns. */
    public Metrics metrics(MetricsConfig config) {
        Stream<FieldMetrics<?>> counted = columns.stream().flatMap(ColumnWriter::metrics);
        return ParquetUtil.footerMetrics(completed().getFooter(), counted, config);
    }

    /** Where the row groups of a completed file begin. */
    public List<Long> splitOffsets() {
        return ParquetUtil.getSplitOffsets(completed().getFooter());
    }

    private ParquetFileWriter completed() {
        if (writer == null) {
            throw new IllegalStateException("Cannot describe a file that is not complete: " + output.location());
        }
        return writer;
    }

    private IcebergStream openStream() {
        if (stream == null) {
            throw new IllegalStateException("Cannot close a file that is not open: " + output.location());
        }
        return stream;
    }
}
