package io.penstock.engine;

import io.penstock.engine.commit.Incarnation;
import io.penstock.engine.plan.OutputPlan;
import io.penstock.engine.plan.PipelinePlan;
import io.penstock.engine.plan.QueryPlan;
import io.penstock.engine.reindex.Reindexing;
import io.penstock.pipeline.IndexOutput;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.Problems;
import io.penstock.sinks.search.ForeignIndexException;
import io.penstock.sinks.search.IndexGeneration;
import io.penstock.sinks.search.IndexSpec;
import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchSettings;
import io.penstock.sinks.search.SearchUnavailableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The indices that the outputs of a pipeline write to. */
final class PipelineIndices {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineIndices.class);

    private PipelineIndices() {}

    /** What existing indices have against the plan; nothing where OpenSearch does not answer: who starts the pipeline is told. */
    static CheckReport check(EngineContext context, PipelinePlan plan) {
        Problems problems = new Problems();
        List<String> notes = new ArrayList<>();
        for (QueryPlan query : plan.queries()) {
            for (OutputPlan output : query.indices()) {
                Problems at = problems.at("outputs").at(output.name()).at("index");
                SearchSettings search = context.settings().search();
                if (search == null) {
                    at.add("cannot be written, there is no OpenSearch", "name one in the profile, under search");
                    continue;
                }
                SearchIndex found = find(search, output.indexSpec().index());
                if (found != null) {
                    check(found, plan.pipeline(), query, output, at, notes);
                }
            }
        }
        return new CheckReport(problems.list(), notes);
    }

    private static void check(
            SearchIndex found, String pipeline, QueryPlan query, OutputPlan output, Problems at, List<String> notes) {
        IndexSpec spec = output.index(pipeline);
        String otherwise = "choose another index, or start over with: penstock reset " + pipeline;
        List<String> obstacles = found.obstacles(spec);
        obstacles.forEach(obstacle -> at.add(obstacle, otherwise));
        List<String> differences = obstacles.isEmpty() ? found.differences(spec) : List.of();
        if (differences.isEmpty()) {
            return;
        }
        if (Reindexing.canRun(query, output)) {
            notes.add("Index %s keeps its fields until: penstock reindex %s %s (%s)"
                    .formatted(spec.index(), pipeline, output.name(), String.join("; ", differences)));
        } else {
            at.add(differ(differences), otherwise);
        }
    }

    private static String differ(List<String> differences) {
        return "exists and differs: " + String.join("; ", differences);
    }

    /** Other fields have to wait for an index that is made anew, where it can be. */
    private static void admit(SearchIndex index, IndexSpec spec, QueryPlan query, OutputPlan output) {
        List<String> differences = index.differences(spec);
        if (differences.isEmpty()) {
            return;
        }
        if (!Reindexing.canRun(query, output)) {
            throw new RefusedException("Cannot write index " + spec.index() + ", it " + differ(differences));
        }
        LOG.atWarn()
                .addKeyValue("pipeline", spec.pipeline())
                .addKeyValue("index", spec.index())
                .addKeyValue("differences", differences)
                .log("index has other fields until reindex has made it anew");
    }

    private static @Nullable SearchIndex find(SearchSettings search, String index) {
        try {
            return SearchIndex.find(search, index);
        } catch (SearchUnavailableException e) {
            return null;
        }
    }

    /**
     * Finds the indices of a query's outputs by output name, creating those that are missing.
     *
     * @throws RefusedException when one is not the output's, or there is no OpenSearch
     * @throws UnavailableException when OpenSearch does not answer, or refuses
     */
    static Map<String, IndexGeneration> findOrCreate(
            EngineContext context, String pipeline, QueryPlan query, Incarnation incarnation) {
        Map<String, IndexGeneration> indices = new LinkedHashMap<>();
        for (OutputPlan output : query.indices()) {
            SearchSettings search = search(context, output);
            try {
                IndexSpec spec = output.index(pipeline);
                SearchIndex index = SearchIndex.findOrCreate(search, spec);
                admit(index, spec, query, output);
                indices.put(output.name(), index.generation(spec, incarnation.id()));
            } catch (ForeignIndexException e) {
                throw new RefusedException(String.valueOf(e.getMessage()), e);
            } catch (SearchUnavailableException e) {
                throw new UnavailableException(String.valueOf(e.getMessage()), e);
            }
        }
        return indices;
    }

    /** The same; nothing where all of them go on without OpenSearch, and it does not answer. */
    static Map<String, IndexGeneration> findOrCreateReachable(
            EngineContext context, String pipeline, QueryPlan query, Incarnation incarnation) {
        try {
            return findOrCreate(context, pipeline, query, incarnation);
        } catch (UnavailableException e) {
            if (query.indices().stream().allMatch(output -> output.indexSpec().continues())) {
                return Map.of();
            }
            throw e;
        }
    }

    private static SearchSettings search(EngineContext context, OutputPlan output) {
        SearchSettings search = context.settings().search();
        if (search == null) {
            throw new RefusedException("Cannot write index "
                    + output.indexSpec().index() + ", there is no OpenSearch. Name one in the profile, under search");
        }
        return search;
    }

    /** As {@link Engine#reindex}. */
    static ReindexReport reindex(EngineContext context, PipelinePlan plan, String output) {
        List<String> names = new ArrayList<>();
        for (QueryPlan query : plan.queries()) {
            for (OutputPlan index : query.indices()) {
                if (index.name().equals(output)) {
                    return new Reindexing(
                                    context.session().newSession(),
                                    context.catalog(),
                                    search(context, index),
                                    context.queryState(plan.pipeline(), query.name()),
                                    plan.pipeline())
                            .run(query, index);
                }
                names.add(index.name());
            }
        }
        throw new RefusedException("Cannot reindex %s of %s, there is no such output. It writes indices by: %s"
                .formatted(output, plan.pipeline(), names.isEmpty() ? "none" : String.join(", ", names)));
    }

    /** Deletes the indices that the pipeline's outputs have made. @return their names */
    static List<String> delete(EngineContext context, Pipeline pipeline) {
        List<String> deleted = new ArrayList<>();
        SearchSettings search = context.settings().search();
        if (search == null) {
            return deleted;
        }
        pipeline.outputs().forEach((name, spec) -> {
            if (spec instanceof IndexOutput output) {
                SearchIndex index = SearchIndex.find(search, output.index());
                if (index != null && index.owner().equals(pipeline.name() + "." + name)) {
                    index.delete();
                    deleted.add(output.index());
                }
            }
        });
        return deleted;
    }
}
