package io.penstock.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SpecSchemaTest {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @ParameterizedTest
    @EnumSource
    void theCommittedSchemaIsInStepWithTheRecords(Spec kind) throws IOException {
        Generated.assertInStep(kind.schema(), SchemaWriter.json(kind));
    }

    @ParameterizedTest
    @EnumSource
    void theSchemaIsASchema(Spec kind) {
        Schema metaSchema = REGISTRY.getSchema(
                com.networknt.schema.SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

        assertThat(metaSchema.validate(JsonMapper.shared().readTree(SchemaWriter.json(kind))))
                .isEmpty();
    }

    @Test
    void theSchemasCanBeRead() {
        assertThat(PipelineSchema.json()).contains("Penstock pipeline");
        assertThat(ProfileSchema.json()).contains("Penstock profile");
        assertThat(TestSchema.json()).contains("Penstock tests");
    }

    /** The cases that are YAML without aliases: a schema sees a document, not its text. */
    static List<Case> documents() {
        return Case.all().stream()
                .filter(found -> {
                    YamlNode root = found.parse();
                    return root != null && !holdsAlias(root);
                })
                .toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void schemaAndLoaderAgreeAboutTheCases(Case example) {
        List<Error> errors = validate(example.kind(), JsonNodes.of(example.parse()));

        if (example.schemaAccepts()) {
            assertThat(errors).isEmpty();
        } else {
            assertThat(errors).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void theSchemaFindsNoFaultWhereTheLoaderFindsNone(Case example) {
        List<String> faulty =
                example.load().problems().stream().map(Problem::path).toList();

        for (Error error : validate(example.kind(), JsonNodes.of(example.parse()))) {
            String path = dotted(error);
            assertThat(faulty).as("%s: %s", path, error).anyMatch(fault -> fault.startsWith(path));
        }
    }

    private static List<Error> validate(Spec kind, JsonNode json) {
        return REGISTRY.getSchema(SchemaWriter.json(kind)).validate(json);
    }

    private static String dotted(Error error) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < error.getInstanceLocation().getNameCount(); i++) {
            Object step = error.getInstanceLocation().getElement(i);
            path.append(step instanceof Integer ? "[" + step + "]" : (i == 0 ? "" : ".") + step);
        }
        return path.toString();
    }

    private static boolean holdsAlias(@Nullable YamlNode node) {
        if (node instanceof YamlNode.Mapping mapping) {
            return mapping.entries().stream().anyMatch(entry -> holdsAlias(entry.value()));
        } else if (node instanceof YamlNode.Sequence sequence) {
            return sequence.items().stream().anyMatch(SpecSchemaTest::holdsAlias);
        }
        return node instanceof YamlNode.Alias;
    }
}
