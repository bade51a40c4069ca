package io.penstock.sinks.parquet;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PropertyUtil;
import org.jspecify.annotations.Nullable;

/**
 * How a table wants its Parquet files, by its properties {@code write.parquet.*} and {@link #DELTA_COLUMNS}; Iceberg's defaults
 * where it says nothing.
 *
 * @param rowGroupBytes bytes of a row group, as they are held in memory until it is written
 * @param pageBytes bytes of a page before compression
 * @param pageRows rows of a page at most
 * @param dictionaryBytes bytes of a column's dictionary at most
 * @param codec compression of the pages
 * @param level level of the compression, in the codec's own scale; null for the codec's default
 * @param deltaColumns columns of 64-bit numbers that may be written as differences from the number before
 */
public record ParquetSettings(
        long rowGroupBytes,
        int pageBytes,
        int pageRows,
        int dictionaryBytes,
        CompressionCodecName codec,
        @Nullable Integer level,
        Set<String> deltaColumns) {

    /**
     * Table property: columns of 64-bit numbers, with commas between them, whose pages may be written as differences from the number
     * before ({@code DELTA_BINARY_PACKED}). None unless it is set: some readers refuse the encoding.
     */
    public static final String DELTA_COLUMNS = "penstock.parquet.delta-columns";

    private static final Set<String> HONOURED = Set.of(
            TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
            TableProperties.PARQUET_PAGE_SIZE_BYTES,
            TableProperties.PARQUET_PAGE_ROW_LIMIT,
            TableProperties.PARQUET_DICT_SIZE_BYTES,
            TableProperties.PARQUET_COMPRESSION,
            TableProperties.PARQUET_COMPRESSION_LEVEL,
            // sizes are looked at once in a slice of rows here, which no count is needed for
            TableProperties.PARQUET_ROW_GROUP_CHECK_MIN_RECORD_COUNT,
            TableProperties.PARQUET_ROW_GROUP_CHECK_MAX_RECORD_COUNT);

    public ParquetSettings {
        deltaColumns = Set.copyOf(deltaColumns);
    }

    /** The settings of a table with the given properties. */
    public static ParquetSettings of(Map<String, String> properties) {
        String codec = properties.getOrDefault(
                TableProperties.PARQUET_COMPRESSION, TableProperties.PARQUET_COMPRESSION_DEFAULT);
        String level = properties.get(TableProperties.PARQUET_COMPRESSION_LEVEL);
        return new ParquetSettings(
                PropertyUtil.propertyAsLong(
                        properties,
                        TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES,
                        TableProperties.PARQUET_ROW_GROUP_SIZE_BYTES_DEFAULT),
                PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_PAGE_SIZE_BYTES,
                        TableProperties.PARQUET_PAGE_SIZE_BYTES_DEFAULT),
                PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_PAGE_ROW_LIMIT,
                        TableProperties.PARQUET_PAGE_ROW_LIMIT_DEFAULT),
                PropertyUtil.propertyAsInt(
                        properties,
                        TableProperties.PARQUET_DICT_SIZE_BYTES,
                        TableProperties.PARQUET_DICT_SIZE_BYTES_DEFAULT),
                CompressionCodecName.valueOf(codec.toUpperCase(Locale.ROOT)),
                level == null ? null : Integer.valueOf(level),
                deltaColumns(properties.getOrDefault(DELTA_COLUMNS, "")));
    }

    private static Set<String> deltaColumns(String names) {
        return Arrays.stream(names.split(",")).map(String::strip).collect(Collectors.toSet());
    }

    /**
     * Whether files of such a table can be written here: its columns are flat, and every property about Parquet is one of those
     * above. All others are left to Iceberg's own writer.
     */
    public static boolean cover(Schema schema, Map<String, String> properties) {
        return schema.columns().stream().map(Types.NestedField::type).allMatch(ParquetSettings::isFlat)
                && properties.keySet().stream().allMatch(ParquetSettings::isHonoured);
    }

    private static boolean isFlat(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, FLOAT, DOUBLE, DECIMAL, STRING, BINARY, DATE, TIMESTAMP -> true;
            default -> false;
        };
    }

    private static boolean isHonoured(String property) {
        return HONOURED.contains(property)
                || !(property.startsWith("write.parquet.") || property.startsWith("parquet."));
    }
}
