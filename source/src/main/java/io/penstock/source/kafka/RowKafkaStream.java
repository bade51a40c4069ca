package io.penstock.source.kafka;

import org.apache.spark.sql.connector.read.PartitionReaderFactory;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.connector.read.streaming.ReadLimit;
import org.apache.spark.sql.kafka010.KafkaMicroBatchStream;

/** Spark's own Kafka stream, with tasks that give the rows which pass a filter. */
final class RowKafkaStream extends ColumnarKafkaStream {

    private final RowSource source;
    private long asked;

    RowKafkaStream(KafkaMicroBatchStream stock, RowSource source) {
        super(stock, source.schema());
        this.source = source;
    }

    @Override
    public Offset latestOffset(Offset start, ReadLimit limit) {
        Offset own =
                super.latestOffset(start, limit); // also where another scan has decided: it reports what it has asked
        return source.end(asked++, own);
    }

    @Override
    public PartitionReaderFactory createReaderFactory() {
        return new FilteredReader.Factory(source.schema(), source.begin());
    }
}
