package io.penstock.cli;

import io.penstock.local.LocalServices;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.TableFormat;
import io.penstock.pipeline.TableOutput;
import java.util.Objects;

/** Sees to it that a pipeline with Hive tables finds a Hive Metastore in the local stack. */
final class HiveTables {

    private HiveTables() {}

    /** Starts the metastore if the pipeline needs one; from then on it belongs to the home. */
    @SuppressWarnings("try") // the line works by being open
    static void provide(Context context, LoadedPipeline loaded) {
        Pipeline pipeline = Objects.requireNonNull(loaded.pipeline());
        if (pipeline.outputs().values().stream()
                .anyMatch(output -> output instanceof TableOutput table && table.format() == TableFormat.HIVE)) {
            LocalServices services = LocalServices.in(context.home());
            if (!services.usesMetastore()) {
                context.err().println("The pipeline has a Hive table: starting a Hive Metastore.");
            }
            try (Waiting waiting = Waiting.show(context, "Starting the metastore")) {
                services.useMetastore();
            }
        }
    }
}
