package io.penstock.pipeline;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The kinds of files that are made of records: what the tests about all of them have to know. */
enum Spec {
    PIPELINE("pipeline", FileKind.PIPELINE, PipelineSchema.RESOURCE, "Penstock pipeline", "pipeline-file.md") {
        @Override
        Shape.Fields shape() {
            return Shapes.PIPELINE;
        }

        @Override
        Loaded load(String fileName, String yaml) {
            LoadedPipeline loaded = PipelineLoader.load(fileName, yaml);
            return new Loaded(loaded.pipeline(), loaded.problems());
        }
    },

    PROFILE("profile", FileKind.PROFILE, ProfileSchema.RESOURCE, "Penstock profile", "profile-file.md") {
        @Override
        Shape.Fields shape() {
            return ProfileLoader.SHAPE;
        }

        @Override
        Loaded load(String fileName, String yaml) {
            LoadedProfile loaded = ProfileLoader.load(fileName, yaml);
            return new Loaded(loaded.profile(), loaded.problems());
        }
    },

    TEST("test", FileKind.TEST, TestSchema.RESOURCE, "Penstock tests of a pipeline", "testing.md") {
        @Override
        Shape.Fields shape() {
            return TestLoader.SHAPE;
        }

        @Override
        Loaded load(String fileName, String yaml) {
            LoadedTest loaded = TestLoader.load(fileName, yaml);
            return new Loaded(loaded.test(), loaded.problems());
        }
    };

    private final String word;
    private final FileKind kind;
    private final String schema;
    private final String title;
    private final String reference;

    Spec(String word, FileKind kind, String schema, String title, String reference) {
        this.word = word;
        this.kind = kind;
        this.schema = schema;
        this.title = title;
        this.reference = reference;
    }

    record Loaded(@Nullable Object value, List<Problem> problems) {}

    abstract Shape.Fields shape();

    abstract Loaded load(String fileName, String yaml);

    @Nullable
    YamlNode parse(String yaml) {
        return YamlReader.read(yaml, kind, new Problems());
    }

    /** The folder of its cases. */
    Path cases() {
        return Path.of("src/test/resources/cases").resolve(word);
    }

    /** Its committed JSON Schema. */
    Path schema() {
        return Path.of("src/main/resources/io/penstock/pipeline").resolve(schema);
    }

    /** The title of its JSON Schema. */
    String title() {
        return title;
    }

    /** Its page in the documentation. */
    Path reference() {
        return Path.of("../docs").resolve(reference);
    }
}
