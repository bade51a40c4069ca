package io.penstock.bench.micro;

import io.penstock.bench.contender.Workload;
import io.penstock.bench.penstock.PipelineText;
import io.penstock.pipeline.Decode;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.source.Decoder;
import io.penstock.source.Decoders;
import org.apache.spark.sql.execution.vectorized.OnHeapColumnVector;
import org.apache.spark.sql.types.StructType;

/** The decoder of a workload's pipeline, and vectors for its columns. */
final class PenstockDecoder {

    private final Decoder decoder;
    private final OnHeapColumnVector[] columns;

    PenstockDecoder(String workload) {
        LoadedPipeline loaded = PipelineLoader.load("bench.yaml", PipelineText.decoding(Workload.named(workload)));
        if (loaded.pipeline() == null) {
            throw new IllegalStateException("Cannot decode " + workload + ": " + loaded.problems());
        }
        Decode decode = loaded.pipeline().sources().get(PipelineText.SOURCE).decode();
        StructType schema = StructType.fromDDL(decode.schema());
        decoder = Decoders.create(decode, schema);
        columns = OnHeapColumnVector.allocateColumns(Records.COUNT, schema);
    }

    /** Decodes a batch. */
    OnHeapColumnVector[] decode(byte[][] records) {
        for (OnHeapColumnVector column : columns) {
            column.reset();
        }
        for (int row = 0; row < records.length; row++) {
            if (decoder.decode(records[row], 0, records[row].length, columns, row) != null) {
                throw new IllegalStateException("A good record was refused: " + row);
            }
        }
        return columns;
    }
}
