package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every kind of tampering is found, and the finding names the place. */
@ExtendWith(TestStack.Extension.class)
class VerifyIT {

    private static final int RECORDS = 200;

    @Test
    void closesWhereNothingWasTouched(TestStack stack) {
        Pipeline pipeline = run(stack, "untouched");

        VerifyReport report = stack.verified(pipeline);
        assertThat(report.accounts())
                .filteredOn(account -> account.output().equals("evens"))
                .singleElement()
                .satisfies(account -> {
                    assertThat(account.until() - account.from()).isEqualTo(RECORDS);
                    assertThat(account.stored()).isEqualTo(96);
                    assertThat(account.filtered()).isEqualTo(100);
                    assertThat(account.deadLetters()).isEqualTo(4);
                    assertThat(account.closes()).isTrue();
                });
    }

    @Test
    void namesTheOffsetsOfADeletedDataFile(TestStack stack) throws IOException {
        Pipeline pipeline = run(stack, "filegone");
        Path file = dataFiles(stack, "verify", "filegone_all").get(0);
        Files.delete(file);

        VerifyReport report = stack.engine().verify(pipeline);

        assertThat(report.verified()).isFalse();
        assertThat(report.findings()).anySatisfy(finding -> assertThat(finding)
                .startsWith("table verify.filegone_all has lost a file of 49 rows (partition 0 offsets 1 to 49): ")
                .endsWith(file.getFileName().toString()));
    }

    @Test
    void namesTheOffsetsOfDeletedRows(TestStack stack) {
        Pipeline pipeline = run(stack, "rowsgone");
        stack.sql("DELETE FROM verify.rowsgone_evens WHERE id IN (10, 12, 20)");

        VerifyReport report = stack.engine().verify(pipeline);

        assertThat(report.findings())
                .contains("rowsgone partition 0, output evens: table verify.rowsgone_evens lacks offsets 10, 12, 20");
    }

    @Test
    void namesTheOffsetsOfADuplicatedDataFile(TestStack stack) throws IOException {
        Pipeline pipeline = run(stack, "filetwice");
        Tampering.appendCopyOfFirstFile(stack, "verify.filetwice_all");

        VerifyReport report = stack.engine().verify(pipeline);

        assertThat(report.findings())
                .contains(
                        "filetwice partition 0: table verify.filetwice_all: 2 rows of a record that made 1, offsets 1 to 49");
        assertThat(report.verified()).isFalse();
    }

    @Test
    void namesARowThatAMultiplyingViewHasLostOrDoubled(TestStack stack) {
        Pipeline pipeline = run(stack, "multiplied");
        stack.sql("DELETE FROM verify.multiplied_pairs WHERE id = 30 AND _kafka_row = 1");
        stack.sql(
                "INSERT INTO verify.multiplied_pairs SELECT * FROM verify.multiplied_pairs WHERE id = 40 AND _kafka_row = 0");

        VerifyReport report = stack.engine().verify(pipeline);

        assertThat(report.findings())
                .contains(
                        "multiplied partition 0: table verify.multiplied_pairs: 3 rows of a record that made 2, offsets 40",
                        "multiplied partition 0, output pairs: table verify.multiplied_pairs holds 391 different rows, the"
                                + " ledger has 392",
                        "multiplied partition 0, output pairs: table verify.multiplied_pairs has not the rows that these"
                                + " records make, offsets 30");
    }

    @Test
    void namesADeletedAndADoubledDeadLetter(TestStack stack) {
        Pipeline pipeline = run(stack, "letters");
        stack.sql("DELETE FROM dead_letters.letters WHERE offset = 50");
        stack.sql("INSERT INTO dead_letters.letters SELECT * FROM dead_letters.letters WHERE offset = 100");

        VerifyReport report = stack.engine().verify(pipeline);

        assertThat(report.findings())
                .contains(
                        "letters partition 0: dead letters dead_letters.letters: 2 rows of a record that made 1, offsets 100",
                        "letters partition 0, output all: the dead letters lack offsets 50");
    }

    @Test
    void namesADeletedLedgerEntry(TestStack stack) throws IOException {
        Pipeline pipeline = run(stack, "entrygone");
        Files.delete(ledger(stack, "entrygone").get(1));

        VerifyReport report = stack.engine().verify(pipeline);

        assertThat(report.findings())
                .contains(
                        "the ledger of entrygone/events has no entry for batch 1",
                        "the ledger of entrygone/events lacks offsets 50 to 99 of entrygone partition 0, before batch 2");
    }

    @Test
    void namesADuplicatedLedgerEntry(TestStack stack) throws IOException {
        Pipeline pipeline = run(stack, "entrytwice");
        List<Path> ledger = ledger(stack, "entrytwice");
        Path copy = ledger.get(0).resolveSibling("0000000000000000099-0000000000000000099.jsonl");
        Files.copy(ledger.get(0), copy);

        VerifyReport report = stack.engine().verify(pipeline);

        assertThat(report.findings())
                .contains("Cannot read the ledger, " + copy + " holds batch 0 in the place of batch 99");
    }

    /** Runs a pipeline of several batches and outputs, with four bad records, to its end. */
    private static Pipeline run(TestStack stack, String name) {
        TestTopic topic = stack.topic(name, 1);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            values.add(i % 50 == 0 ? "broken" : "%d,name-%d".formatted(i, i));
        }
        topic.send(values);
        Pipeline pipeline = TestStack.pipeline(
                """
                pipeline: NAME
                trigger: 100 ms
                sources:
                  events:
                    kafka: { topic: NAME, max-records-per-batch: 50 }
                    decode: { csv: { schema: "id BIGINT, name STRING" } }
                views:
                  evens: SELECT * FROM events WHERE id % 2 = 0
                  pairs: SELECT id, explode(array('a', 'b')) AS letter FROM events
                outputs:
                  all: { table: verify.NAME_all, from: events }
                  evens: { table: verify.NAME_evens, from: evens }
                  pairs: { table: verify.NAME_pairs, from: pairs }
                """
                        .replace("NAME", name));
        stack.runToEnd(pipeline);
        return pipeline;
    }

    private static List<Path> ledger(TestStack stack, String name) throws IOException {
        return files(stack.state().resolve(name).resolve("events/ledger"));
    }

    private static List<Path> dataFiles(TestStack stack, String namespace, String table) throws IOException {
        return files(stack.warehouse().resolve(namespace).resolve(table).resolve("data"));
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }
}
