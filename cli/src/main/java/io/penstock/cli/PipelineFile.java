package io.penstock.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.cli.runtime.ApiException;
import io.penstock.cli.runtime.JarContents;
import io.penstock.cli.terminal.Json;
import io.penstock.pipeline.LoadedPipeline;
import io.penstock.pipeline.Pipeline;
import io.penstock.pipeline.PipelineLoader;
import io.penstock.pipeline.Problem;
import io.penstock.pipeline.TopicOutput;
import io.penstock.pipeline.Trigger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A pipeline file on its way to the runtime. */
final class PipelineFile {

    private PipelineFile() {}

    /** @throws CommandException when its structure is wrong: all problems of it */
    static LoadedPipeline load(Context context, Path file) {
        LoadedPipeline loaded = PipelineLoader.load(context.resolve(file));
        if (!loaded.problems().isEmpty()) {
            throw CommandException.invalid(loaded.fileName(), loaded.problems());
        }
        return loaded;
    }

    /** The body of a request that sends it. */
    static ObjectNode body(LoadedPipeline loaded) {
        ObjectNode body = Json.object()
                .put(
                        "file",
                        Path.of(loaded.fileName()).toAbsolutePath().normalize().toString())
                .put("text", loaded.text());
        JarContents.put(loaded, body);
        return body;
    }

    /** What the runtime found wrong with it: a failure in the words of the file, where it is about the file. */
    static RuntimeException invalid(LoadedPipeline loaded, ApiException e) {
        return e.invalid() ? CommandException.invalid(loaded.fileName(), loaded.locate(problems(e.problems()))) : e;
    }

    static List<Problem> problems(JsonNode json) {
        List<Problem> problems = new ArrayList<>();
        for (JsonNode problem : json) {
            problems.add(new Problem(
                    problem.path("path").asText(),
                    problem.path("line").asInt(),
                    problem.path("reason").asText(),
                    problem.path("hint").textValue()));
        }
        return problems;
    }

    /** What the runtime says of it that is no problem, in a sentence each. */
    static List<String> notes(JsonNode answer) {
        List<String> notes = new ArrayList<>();
        answer.path("notes").forEach(note -> notes.add(note.asText()));
        return notes;
    }

    /** Which outputs may have a row more than once, in a sentence each. */
    static List<String> repetitions(LoadedPipeline loaded) {
        List<String> sentences = new ArrayList<>();
        Pipeline pipeline = loaded.pipeline();
        if (pipeline != null) {
            String twice = pipeline.trigger() instanceof Trigger.RealTime realTime
                    ? "the rows of up to %d s may be there twice"
                            .formatted(realTime.batch().toSeconds())
                    : "a row may be there twice";
            pipeline.outputs().forEach((name, output) -> {
                if (output instanceof TopicOutput topic) {
                    sentences.add("Output %s is sent to topic %s %s: after a crash, %s."
                            .formatted(name, topic.topic(), topic.delivery(), twice));
                }
            });
        }
        return sentences;
    }

    static ArrayNode json(List<Problem> problems) {
        ArrayNode json = Json.array();
        problems.forEach(problem -> json.addObject()
                .put("path", problem.path())
                .put("line", problem.line())
                .put("reason", problem.reason())
                .put("hint", problem.hint()));
        return json;
    }
}
