package io.penstock.sinks;

import io.penstock.pipeline.StoredAs;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hive.ql.plan.FileSinkDesc;
import org.apache.hadoop.hive.ql.plan.TableDesc;
import org.apache.hadoop.mapreduce.Job;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.OutputWriterFactory;
import org.apache.spark.sql.execution.datasources.orc.OrcFileFormat;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.hive.client.HiveClientImpl;
import org.apache.spark.sql.hive.execution.HiveFileFormat;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Map$;

/** Makes the writers of a Hive table. */
final class HiveWriterFactory implements RowWriterFactory {

    private final OutputWriterFactory format;
    private final SerializableConfiguration conf;
    private final StructType columns;
    private final String folder;
    private final @Nullable TextGuard guard;

    private HiveWriterFactory(
            OutputWriterFactory format,
            SerializableConfiguration conf,
            StructType columns,
            String folder,
            @Nullable TextGuard guard) {
        this.format = format;
        this.conf = conf;
        this.columns = columns;
        this.folder = folder;
        this.guard = guard;
    }

    /** Called on the driver. */
    static HiveWriterFactory of(CatalogTable table, Path folder, StoredAs storedAs) {
        SparkSession session = SparkSession.active();
        try {
            Job job = Job.getInstance(((org.apache.spark.sql.classic.SparkSession) session)
                    .sessionState()
                    .newHadoopConf());
            FileFormat format =
                    switch (storedAs) {
                        case TEXTFILE -> text(table, folder);
                        case PARQUET -> new ParquetFileFormat();
                        case ORC -> new OrcFileFormat();
                    };
            OutputWriterFactory writers = format.prepareWrite(session, job, Map$.MODULE$.empty(), table.schema());
            if (storedAs == StoredAs.PARQUET) {
                // Hive reads decimals only as Spark once wrote them
                job.getConfiguration()
                        .setBoolean(SQLConf.PARQUET_WRITE_LEGACY_FORMAT().key(), true);
            }
            return new HiveWriterFactory(
                    writers,
                    new SerializableConfiguration(job.getConfiguration()),
                    table.schema(),
                    folder.toString(),
                    storedAs == StoredAs.TEXTFILE ? new TextGuard(table.schema()) : null);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare writers of table " + table.identifier(), e);
        }
    }

    private static FileFormat text(CatalogTable table, Path folder) {
        var hive = HiveClientImpl.toHiveTable(table, Option.empty());
        TableDesc description =
                new TableDesc(hive.getInputFormatClass(), hive.getOutputFormatClass(), hive.getMetadata());
        return new HiveFileFormat(new FileSinkDesc(folder, description, false));
    }

    @Override
    public RowWriter create(BatchIdentity identity, String run, String task) {
        Path staging = HiveFolder.staging(new Path(folder), identity);
        return new HiveWriter(
                format, conf.value(), columns, staging, HiveFolder.prefix(identity) + run + "." + task, guard);
    }
}
