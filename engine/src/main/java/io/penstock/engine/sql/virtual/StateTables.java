package io.penstock.engine.sql.virtual;

import io.penstock.engine.plan.Planner;
import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.Pipeline;
import io.penstock.sinks.VirtualTable;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import scala.Option;

/**
 * What views keep from batch to batch: {@code state.<pipeline>.<view>}, and {@code state.<pipeline>.<view>__<operator>} where Spark
 * computes a view by several operators that keep something. A view has one that is deployed and was ever started.
 */
public final class StateTables implements VirtualNamespace {

    private static final String NAME = "state";

    /**
     * Where things are.
     *
     * @param folder of all pipelines' states
     * @param hadoop settings under which tasks find it
     * @param planner for the views
     * @param sessions sessions with the settings of queries that keep state, each a new one
     */
    public record Place(StateFolder folder, Configuration hadoop, Planner planner, Supplier<SparkSession> sessions) {}

    private final Supplier<List<Pipeline>> deployed;
    private final Place place;

    /** @param deployed the pipelines that are deployed now */
    public StateTables(Supplier<List<Pipeline>> deployed, Place place) {
        this.deployed = deployed;
        this.place = place;
    }

    /** The rows of a view whose checkpoint lies somewhere else, with the columns of {@code state.<pipeline>.<view>}. */
    public static Dataset<Row> rows(Place place, Pipeline pipeline, String view, StateFolder checkpoint) {
        return org.apache.spark.sql.classic.Dataset.ofRows(
                place.sessions().get(),
                DataSourceV2Relation.create(
                        new StateTable("state of " + view, place, pipeline, view, checkpoint, null),
                        Option.empty(),
                        Option.empty(),
                        CaseInsensitiveStringMap.empty(),
                        Option.empty()));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<VirtualNamespace> namespaces() {
        return deployed.get().stream()
                .filter(pipeline -> !pipeline.views().isEmpty())
                .map(pipeline -> (VirtualNamespace) new OfPipeline(pipeline))
                .toList();
    }

    @Override
    public List<String> tables() {
        return List.of();
    }

    @Override
    public Optional<VirtualTable> find(String table) {
        return Optional.empty();
    }

    @Override
    public String whyNone() {
        return "a state has the name of a pipeline and that of a view: state.<pipeline>.<view>";
    }

    private final class OfPipeline implements VirtualNamespace {

        private final Pipeline pipeline;

        OfPipeline(Pipeline pipeline) {
            this.pipeline = pipeline;
        }

        @Override
        public String name() {
            return VirtualNamespace.plain(pipeline.name());
        }

        @Override
        public List<String> tables() {
            return views().flatMap(view -> {
                        String plain = VirtualNamespace.plain(view);
                        List<String> operators = operators(view);
                        return operators.size() == 1
                                ? Stream.of(plain)
                                : Stream.concat(
                                        Stream.of(plain), operators.stream().map(operator -> plain + "__" + operator));
                    })
                    .toList();
        }

        private Stream<String> views() {
            return pipeline.views().keySet().stream()
                    .filter(view -> !operators(view).isEmpty())
                    .sorted();
        }

        /** Spark numbers the operators that keep something, from 0, and has a folder for each. */
        private List<String> operators(String view) {
            return checkpoint(view).folder("state").folders().stream()
                    .filter(name -> name.matches("[0-9]{1,4}"))
                    .toList();
        }

        private StateFolder checkpoint(String view) {
            return place.folder.folder(pipeline.name()).folder(view).folder("checkpoint");
        }

        @Override
        public Optional<VirtualTable> find(String table) {
            String plain = VirtualNamespace.plain(table);
            return views().flatMap(view -> find(table, plain, view).stream()).findFirst();
        }

        private Optional<VirtualTable> find(String table, String plain, String view) {
            String name = NAME + "." + name() + "." + table;
            String known = VirtualNamespace.plain(view);
            if (plain.equals(known)) {
                return Optional.of(new StateTable(name, place, pipeline, view, checkpoint(view), null));
            }
            return operators(view).stream()
                    .filter(operator -> plain.equals(known + "__" + operator))
                    .findFirst()
                    .map(operator ->
                            new StateTable(name, place, pipeline, view, checkpoint(view), Integer.valueOf(operator)));
        }

        @Override
        public String whyNone() {
            return "no view of that name keeps a state that a batch was ever computed with: SHOW TABLES IN %s.%s lists those that do"
                    .formatted(NAME, name());
        }
    }
}
