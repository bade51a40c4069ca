package io.penstock.cli;

import io.penstock.local.LocalServices;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Output;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.TableFormat;
import io.penstock.pipeline.TableOutput;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sees to it that a pipeline finds the services of the local stack that not every pipeline needs; from then on they belong to the home. */
final class NeededServices {

    private NeededServices() {}

    /** Starts a Hive Metastore for a Hive table, and the search service for an index. */
    static void provide(Context context, LoadedPipeline loaded) {
        Pipeline pipeline = Objects.requireNonNull(loaded.pipeline());
        LocalServices services = LocalServices.in(context.home());
        if (pipeline.outputs().values().stream().anyMatch(NeededServices::isHive)) {
            start(
                    context,
                    services.usesMetastore() ? null : "The pipeline has a Hive table: starting a Hive Metastore.",
                    "Starting the metastore",
                    services::useMetastore);
        }
        if (pipeline.outputs().values().stream().anyMatch(IndexOutput.class::isInstance)) {
            start(
                    context,
                    services.usesSearch() ? null : "The pipeline has an index: starting OpenSearch.",
                    "Starting the search service",
                    services::useSearch);
        }
    }

    private static boolean isHive(Output output) {
        return output instanceof TableOutput table && table.format() == TableFormat.HIVE;
    }

    @SuppressWarnings("try") // the line works by being open
    private static void start(Context context, @Nullable String announcement, String waits, Runnable use) {
        if (announcement != null) {
            context.err().println(announcement);
        }
        try (Waiting waiting = Waiting.show(context, waits)) {
            use.run();
        }
    }
}
