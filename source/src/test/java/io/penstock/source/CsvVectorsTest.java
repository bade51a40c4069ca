package io.penstock.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.penstock.source.Decoding.CsvSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** csv-spectrum: twelve CSV files and what they mean. */
class CsvVectorsTest {

    private static final String ARCHIVE = "csv-parsing-vectors/csv-spectrum.tar.gz";

    /** Has quotes inside unquoted fields, and an answer whose first column is not that of the CSV. */
    private static final String CONTRADICTORY = "location_coordinates";

    @Test
    void readsCsvSpectrum() throws IOException {
        Map<String, byte[]> files = SharedData.load(ARCHIVE);
        List<String> failed = new ArrayList<>();
        int total = 0;
        for (String path : files.keySet()) {
            if (path.startsWith("csvs/")) {
                total++;
                String name = path.substring("csvs/".length(), path.length() - ".csv".length());
                Object decoded = decode(files.get(path), false);
                if (!decoded.equals(answer(files.get("json/" + name + ".json")))) {
                    failed.add(name);
                }
            }
        }
        System.out.printf("csv-spectrum: %d of %d, not: %s%n", total - failed.size(), total, failed);
        assertThat(total).isEqualTo(12);
        assertThat(failed).containsExactly(CONTRADICTORY);
    }

    @Test
    void rejectsTheQuotesInsideUnquotedFieldsOrReadsThemWithoutQuoting() throws IOException {
        Map<String, byte[]> files = SharedData.load(ARCHIVE);
        byte[] csv = files.get("csvs/" + CONTRADICTORY + ".csv");
        List<Object> answer = answer(files.get("json/" + CONTRADICTORY + ".json"));

        assertThat(decode(csv, false))
                .isEqualTo(List.of(new Rejection("syntax", "has a quote inside an unquoted field, at byte 23")));
        List<?> row = (List<?>) ((List<?>) decode(csv, true)).get(0);
        assertThat(row.subList(1, 4)).isEqualTo(((List<?>) answer.get(0)).subList(1, 4));
        assertThat(row.get(0)).isEqualTo("2095257564"); // as the CSV has it; the answer says 1234567890
    }

    private static List<Object> decode(byte[] csv, boolean withoutQuote) {
        List<byte[]> records = records(csv);
        String[] names =
                new String(records.get(0), StandardCharsets.UTF_8).strip().split(",");
        CsvSpec spec = new CsvSpec(
                List.of(names).stream().map(name -> "`" + name + "` STRING").collect(Collectors.joining(", ")));
        Decoding decoding = (withoutQuote ? spec.withoutQuote() : spec).decoding();
        List<Object> rows = new ArrayList<>();
        for (byte[] record : records.subList(1, records.size())) {
            rows.add(decoding.decode(record));
        }
        return rows;
    }

    /** Cuts after each line feed outside quotes, as what puts records into Kafka has to. */
    private static List<byte[]> records(byte[] csv) {
        List<byte[]> records = new ArrayList<>();
        int start = 0;
        boolean inQuotes = false;
        for (int i = 0; i < csv.length; i++) {
            inQuotes ^= csv[i] == '"';
            if ((csv[i] == '\n' && !inQuotes) || i == csv.length - 1) {
                records.add(Arrays.copyOfRange(csv, start, i + 1));
                start = i + 1;
            }
        }
        return records;
    }

    private static List<Object> answer(byte[] json) throws IOException {
        JsonNode tree = new ObjectMapper().readTree(json);
        List<Object> rows = new ArrayList<>();
        for (JsonNode object : tree.isArray() ? tree : List.of(tree)) {
            List<Object> row = new ArrayList<>();
            object.forEach(value -> row.add(value.asText()));
            rows.add(row);
        }
        return rows;
    }
}
