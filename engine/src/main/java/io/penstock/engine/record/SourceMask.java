package io.penstock.engine.record;

import io.penstock.engine.RefusedException;
import io.penstock.engine.plan.SourcePlan;
import io.penstock.pipeline.Metadata;
import io.penstock.source.ColumnPlaces;
import io.penstock.source.ColumnPlaces.Place;
import io.penstock.source.ColumnPlaces.Wanted;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Masks the named columns of a source's records, in the bytes that they are made of. What stands elsewhere in the record and is the text of
 * such a column, as a word of its own of at least {@link #LEAST_WORD} characters, is masked with it. Not thread-safe.
 */
final class SourceMask {

    private static final int LEAST_WORD = 4;

    private final Mask mask;
    private final ColumnPlaces places;
    private final Set<String> headers = new HashSet<>(); // by name, those that are masked whole
    private final boolean key;
    private final boolean nothing;

    private SourceMask(Mask mask, ColumnPlaces places, boolean key, Set<String> headers, boolean nothing) {
        this.mask = mask;
        this.places = places;
        this.key = key;
        this.headers.addAll(headers);
        this.nothing = nothing;
    }

    /**
     * @param names the columns, or fields of a STRUCT as in {@code position.lat}
     * @param found takes those that the source has
     * @throws RefusedException when one cannot be masked
     */
    static SourceMask of(SourcePlan source, List<String> names, Mask mask, Set<String> found) {
        List<Wanted> wanted = new ArrayList<>();
        Set<String> headers = new HashSet<>();
        boolean key = false;
        StructField[] columns = source.columns().fields();
        int decoded = columns.length - source.spec().metadata().size();
        for (String name : names) {
            String[] path = name.split("\\.", -1);
            int column = index(columns, name) >= 0 ? index(columns, name) : index(columns, path[0]);
            if (column < 0) {
                continue;
            }
            found.add(name);
            List<String> fields =
                    index(columns, name) >= 0 ? List.of() : List.of(path).subList(1, path.length);
            if (column >= decoded) {
                Metadata part = source.spec().metadata().get(columns[column].name());
                if (part != null && part.from() == Metadata.From.KEY) {
                    key = true;
                } else if (part != null && part.header() != null) {
                    headers.add(part.header());
                } else {
                    throw refused(source, name, "it is taken from " + part);
                }
                continue;
            }
            boolean raw = source.spec().decode().word().equals("raw");
            if (raw && !columns[column].name().equals("value")) {
                key |= columns[column].name().equals("key");
                if (!columns[column].name().equals("key")) {
                    throw refused(source, name, "of all headers none is named");
                }
                continue;
            }
            wanted.add(new Wanted(column, names(columns[column], fields, source, name)));
        }
        return new SourceMask(
                mask,
                ColumnPlaces.of(source.schema(), wanted),
                key,
                headers,
                wanted.isEmpty() && !key && headers.isEmpty());
    }

    private static int index(StructField[] columns, String name) {
        for (int i = 0; i < columns.length; i++) {
            if (columns[i].name().equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The fields as the schema writes them. */
    private static List<String> names(StructField column, List<String> fields, SourcePlan source, String name) {
        List<String> names = new ArrayList<>();
        DataType type = column.dataType();
        for (String field : fields) {
            StructField[] inner = type instanceof StructType struct ? struct.fields() : new StructField[0];
            int index = index(inner, field);
            if (index < 0) {
                throw refused(source, name, "%s has no field %s".formatted(column.name(), field));
            }
            names.add(inner[index].name());
            type = inner[index].dataType();
        }
        if (type instanceof StructType struct) {
            throw refused(
                    source,
                    name,
                    "it is a STRUCT. Name its fields, such as %s.%s".formatted(name, struct.fieldNames()[0]));
        }
        if (!(type instanceof StringType || type instanceof BinaryType || type instanceof NumericType)) {
            throw refused(source, name, "it is %s, and only texts and numbers have masks".formatted(type.sql()));
        }
        return names;
    }

    private static RefusedException refused(SourcePlan source, String name, String why) {
        return new RefusedException("Cannot mask column %s of source %s, %s".formatted(name, source.name(), why));
    }

    /**
     * The record with masks; nothing where no place of a column can be told, or the source's decoder takes none of the masks.
     *
     * @param takes whether the decoder takes a record
     */
    @Nullable
    SampledRecord masked(SampledRecord record, Predicate<SampledRecord> takes) {
        if (nothing) {
            return record;
        }
        List<Place> found = record.value() == null ? List.of() : places.find(record.value());
        if (found == null) {
            return null;
        }
        Set<String> texts = new HashSet<>();
        found.forEach(place -> texts.add(place.text()));
        if (key && record.key() != null) {
            texts.add(record.key());
        }
        record.headers().forEach((name, text) -> {
            if (headers.contains(name)) {
                texts.add(text);
            }
        });
        texts.remove("");
        for (int attempt = 0; attempt < Mask.ATTEMPTS; attempt++) {
            Map<String, String> masks = new HashMap<>();
            for (String text : texts) {
                masks.put(text, mask.of(text, attempt));
            }
            SampledRecord masked = masked(record, found, masks);
            if (takes.test(masked)) {
                masks.forEach(mask::give);
                return masked;
            }
        }
        return null;
    }

    private SampledRecord masked(SampledRecord record, List<Place> found, Map<String, String> masks) {
        Words words = new Words(masks);
        Map<String, String> maskedHeaders = new LinkedHashMap<>();
        record.headers()
                .forEach((name, text) -> maskedHeaders.put(
                        name, headers.contains(name) ? masks.getOrDefault(text, text) : words.in(text)));
        String maskedKey = record.key();
        if (maskedKey != null) {
            maskedKey = key ? masks.getOrDefault(maskedKey, maskedKey) : words.in(maskedKey);
        }
        return record.with(
                record.value() == null ? null : value(record.value(), found, masks, words), maskedKey, maskedHeaders);
    }

    private static byte[] value(byte[] value, List<Place> found, Map<String, String> masks, Words words) {
        ByteArrayOutputStream masked = new ByteArrayOutputStream(value.length);
        int end = 0;
        for (Place place : found) {
            masked.writeBytes(words.in(Arrays.copyOfRange(value, end, place.from())));
            masked.writeBytes(place.bytes(masks.getOrDefault(place.text(), place.text())));
            end = place.to();
        }
        masked.writeBytes(words.in(Arrays.copyOfRange(value, end, value.length)));
        return masked.toByteArray();
    }

    /** Texts that are masked wherever they stand as a word of their own. */
    private static final class Words {

        private final Map<String, String> masks;
        private final @Nullable Pattern pattern;

        Words(Map<String, String> masks) {
            this.masks = masks;
            List<String> words = new ArrayList<>();
            masks.keySet().stream()
                    .filter(text -> text.length() >= LEAST_WORD)
                    .sorted((a, b) -> b.length() - a.length())
                    .forEach(text -> words.add(Pattern.quote(text)));
            pattern = words.isEmpty()
                    ? null
                    : Pattern.compile("(?<![A-Za-z0-9])(?:" + String.join("|", words) + ")(?![A-Za-z0-9])");
        }

        /** A text that is one of them is masked however short it is. */
        String in(String text) {
            String whole = masks.get(text);
            if (whole != null || pattern == null) {
                return whole == null ? text : whole;
            }
            Matcher matcher = pattern.matcher(text);
            return matcher.replaceAll(word -> Matcher.quoteReplacement(masks.getOrDefault(word.group(), word.group())));
        }

        byte[] in(byte[] part) {
            if (pattern == null) {
                return part;
            }
            // the parts are cut between characters, so that each is UTF-8 of its own
            String text = new String(part, StandardCharsets.UTF_8);
            return pattern.matcher(text)
                    .replaceAll(word -> Matcher.quoteReplacement(masks.getOrDefault(word.group(), word.group())))
                    .getBytes(StandardCharsets.UTF_8);
        }
    }
}
