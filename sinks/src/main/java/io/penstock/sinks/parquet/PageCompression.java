package io.penstock.sinks.parquet;

import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.parquet.ParquetCodecFactory;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Compresses the pages of any number of files, one after the other. Holds memory outside of the heap until it is closed. */
public final class PageCompression implements AutoCloseable {

    private static final String GZIP_LEVEL = "zlib.compress.level";
    private static final String BROTLI_LEVEL = "compression.brotli.quality";

    private final BytesInputCompressor compressor;
    private final Runnable release;

    private PageCompression(BytesInputCompressor compressor, Runnable release) {
        this.compressor = compressor;
        this.release = release;
    }

    /** The compression that a table wants. */
    public static PageCompression create(ParquetSettings settings) {
        if (settings.codec() == CompressionCodecName.ZSTD) {
            ZstdCompressor zstd = new ZstdCompressor(settings.level());
            return new PageCompression(zstd, zstd::release);
        }
        Configuration conf = new Configuration(false);
        if (settings.level() != null) {
            conf.setInt(GZIP_LEVEL, settings.level());
            conf.setInt(BROTLI_LEVEL, settings.level());
        }
        ParquetCodecFactory codecs = new ParquetCodecFactory(conf, settings.pageBytes());
        return new PageCompression(codecs.getCompressor(settings.codec()), codecs::release);
    }

    BytesInputCompressor compressor() {
        return compressor;
    }

    @Override
    public void close() {
        release.run();
    }
}
