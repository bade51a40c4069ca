package io.penstock.pipeline;

import io.penstock.pipeline.dashboard.BarPanel;
import io.penstock.pipeline.dashboard.HeatmapPanel;
import io.penstock.pipeline.dashboard.HistogramPanel;
import io.penstock.pipeline.dashboard.LinePanel;
import io.penstock.pipeline.dashboard.MapPanel;
import io.penstock.pipeline.dashboard.NumberPanel;
import io.penstock.pipeline.dashboard.Panel;
import io.penstock.pipeline.dashboard.PiePanel;
import io.penstock.pipeline.dashboard.TablePanel;
import io.penstock.pipeline.profile.Catalog;
import io.penstock.pipeline.test.Advance;
import io.penstock.pipeline.test.Change;
import io.penstock.pipeline.test.Kill;
import io.penstock.pipeline.test.Send;
import io.penstock.pipeline.test.Step;
import io.penstock.pipeline.test.TestRecord;
import io.penstock.pipeline.test.Value;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Reads the shapes of the files from the records and their {@link Key}s. */
final class Shapes {

    /** The whole pipeline file. */
    static final Shape.Fields PIPELINE = fields(Pipeline.class);

    private Shapes() {}

    static Shape.Fields fields(Class<? extends Record> type) {
        List<Shape.Field> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(Inline.class)) {
                fields.addAll(
                        fields(component.getType().asSubclass(Record.class)).fields());
                continue;
            }
            Key key = component.getAnnotation(Key.class);
            if (key == null) {
                throw new IllegalStateException("Cannot read shape of %s, component has no @Key: %s"
                        .formatted(type.getName(), component.getName()));
            }
            String name = key.name().isEmpty() ? kebabCase(component.getName()) : key.name();
            fields.add(new Shape.Field(name, shape(component.getGenericType(), key), key));
        }
        return new Shape.Fields(type, List.copyOf(fields));
    }

    private static Shape shape(Type type, Key key) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == List.class) {
                return new Shape.ListOf(shape(arguments[0], key));
            }
            boolean mayBeEmpty = !key.unset().isEmpty();
            if (arguments[1] == View.class) {
                Map<String, Shape.Fields> forms = new LinkedHashMap<>();
                forms.put("processor", fields(ProcessorView.class));
                forms.put("dedup", fields(DedupView.class));
                Shape view = new Shape.Either(
                        new Shape.Text(key.notation()),
                        sql -> new SqlView((String) sql),
                        new Shape.Variants(forms, true));
                return new Shape.MapOf(key.names(), view, mayBeEmpty, (name, value) -> value);
            }
            return new Shape.MapOf(key.names(), shape(arguments[1], key), mayBeEmpty, (name, value) -> value);
        }
        Class<?> raw = (Class<?>) type;
        if (raw == int.class || raw == Long.class) {
            return new Shape.Whole(raw, key.min(), key.max());
        } else if (raw == boolean.class) {
            return new Shape.Flag();
        } else if (raw.isEnum()) {
            return new Shape.Choice(words(raw));
        } else if (raw == Decode.class) {
            Map<String, Shape.Fields> formats = new LinkedHashMap<>();
            formats.put("csv", fields(CsvDecode.class));
            formats.put("json", fields(JsonDecode.class));
            formats.put("text", fields(TextDecode.class));
            formats.put("raw", fields(RawDecode.class));
            return new Shape.OneOf(formats);
        } else if (raw == Catalog.class) {
            Map<String, Shape.Fields> catalogs = new LinkedHashMap<>();
            catalogs.put("jdbc", fields(Catalog.Jdbc.class));
            catalogs.put("hive", fields(Catalog.Hive.class));
            catalogs.put("glue", fields(Catalog.Glue.class));
            catalogs.put("rest", fields(Catalog.Rest.class));
            return new Shape.OneOf(catalogs);
        } else if (raw == Output.class) {
            Map<String, Shape.Fields> outputs = new LinkedHashMap<>();
            outputs.put("table", fields(TableOutput.class));
            outputs.put("topic", fields(TopicOutput.class));
            outputs.put("jdbc", fields(JdbcOutput.class));
            outputs.put("index", fields(IndexOutput.class));
            return new Shape.Variants(outputs, true);
        } else if (raw == Panel.class) {
            Map<String, Shape.Fields> panels = new LinkedHashMap<>();
            panels.put("line", fields(LinePanel.class));
            panels.put("bar", fields(BarPanel.class));
            panels.put("histogram", fields(HistogramPanel.class));
            panels.put("pie", fields(PiePanel.class));
            panels.put("heatmap", fields(HeatmapPanel.class));
            panels.put("map", fields(MapPanel.class));
            panels.put("table", fields(TablePanel.class));
            panels.put("number", fields(NumberPanel.class));
            return new Shape.Variants(panels, false);
        } else if (raw == Reference.class) {
            Map<String, Shape.Fields> references = new LinkedHashMap<>();
            references.put("file", fields(FileReference.class));
            references.put("table", fields(TableReference.class));
            return new Shape.Variants(references, true);
        } else if (raw == TestRecord.class) {
            return new Shape.Either(
                    new Shape.Text(key.notation()), value -> TestRecord.of((String) value), fields(TestRecord.class));
        } else if (raw == Step.class) {
            Map<String, Shape.Fields> steps = new LinkedHashMap<>();
            steps.put("send", fields(Send.class));
            steps.put("advance", fields(Advance.class));
            steps.put("change", fields(Change.class));
            steps.put("kill", fields(Kill.class));
            Map<String, Object> words = new LinkedHashMap<>();
            words.put(Step.Restart.WORD, new Step.Restart());
            words.put(Kill.WORD, new Kill(Kill.USUAL_POINT));
            return new Shape.Either(new Shape.Choice(words), UnaryOperator.identity(), new Shape.OneOf(steps));
        } else if (raw == Value.class) {
            return new Shape.Any();
        } else if (raw.isRecord() && key.notation() == Notation.TEXT) {
            return fields(raw.asSubclass(Record.class));
        }
        return new Shape.Text(key.notation());
    }

    private static Map<String, Object> words(Class<?> type) {
        Map<String, Object> words = new LinkedHashMap<>();
        for (Object constant : type.getEnumConstants()) {
            words.put(((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return words;
    }

    private static String kebabCase(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
