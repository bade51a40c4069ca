package io.penstock.sinks.parquet;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.iceberg.shaded.org.apache.parquet.bytes.BytesInput;
import org.apache.iceberg.shaded.org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.iceberg.shaded.org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;

/** Zstandard over a whole page in one call, from array to array: without the stream of parquet-java's codec, and its copies. */
final class ZstdCompressor implements BytesInputCompressor {

    private static final int DEFAULT_LEVEL = 3; // parquet-java's

    private final ZstdCompressCtx context = new ZstdCompressCtx();
    private byte[] compressed = new byte[0];
    private boolean released;

    ZstdCompressor(@Nullable Integer level) {
        context.setLevel(level == null ? DEFAULT_LEVEL : level);
    }

    /** @return bytes that count until the next call */
    @Override
    public BytesInput compress(BytesInput page) throws IOException {
        ByteBuffer bytes = page.toByteBuffer();
        long bound = Zstd.compressBound(bytes.remaining());
        if (bound > compressed.length) {
            compressed = new byte[Math.toIntExact(bound)];
        }
        int size = context.compressByteArray(
                compressed,
                0,
                compressed.length,
                bytes.array(),
                bytes.arrayOffset() + bytes.position(),
                bytes.remaining());
        return BytesInput.from(compressed, 0, size);
    }

    @Override
    public CompressionCodecName getCodecName() {
        return CompressionCodecName.ZSTD;
    }

    @Override
    public void release() {
        if (!released) {
            released = true;
            context.close();
        }
    }
}
