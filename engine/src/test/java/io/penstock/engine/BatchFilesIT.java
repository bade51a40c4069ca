package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.penstock.engine.DeadLetters.Filter;
import io.penstock.engine.DeadLetters.ReplayReport;
import io.penstock.engine.commit.Failpoint;
import io.penstock.pipeline.BatchInput;
import io.penstock.pipeline.BatchRange;
import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Batches over files in the place of topics: the same tables as of a topic with the same records, and once, whatever happens. */
@ExtendWith(TestStack.Extension.class)
class BatchFilesIT {

    private static final long START = 1_700_000_040_000L; // the beginning of a minute

    @TempDir
    Path folder;

    @Test
    void givesTheTablesThatTheStreamGivesOverTheSameRecords(TestStack stack) {
        Visits visits = Visits.of("filestream", 100, "available-now");
        List<String> pages = new ArrayList<>();
        List<String> purchases = new ArrayList<>();
        for (int n = 0; n < BatchIT.RECORDS; n++) {
            pages.add(n % 100 == 50 ? Visits.page(n, -n, "early", "/early", 0) : BatchIT.page(n)); // late for both
            purchases.add(BatchIT.purchase(n));
        }
        TestTopic pagesTopic = stack.topic(visits.pages(), 2);
        TestTopic purchasesTopic = stack.topic(visits.purchases(), 2);
        pagesTopic.send(pages);
        purchasesTopic.send(purchases);
        pagesTopic.send(List.of(BatchIT.far("/last"), BatchIT.far("/last"))); // closes for the stream what is before it
        String far = Visits.purchase(0, BatchIT.FAR_MILLIS, -2);
        purchasesTopic.send(List.of(far, far));
        TestStack.toEnd(stack.engine().start(TestStack.pipeline(visits.yaml()), RunListener.NONE));
        write("pages/1.csv", String.join("\n", pages.subList(0, 250)) + "\n");
        write("pages/2.csv.gz", String.join("\r\n", pages.subList(250, pages.size())));
        write("purchases.csv", String.join("\n", purchases) + "\n");

        Pipeline batch = TestStack.pipeline(BatchIT.twin(visits, "filebatch"));
        RunStatus status = run(stack, batch, Map.of("pages", "pages/*", "purchases", "purchases.csv"));

        for (String table : List.of("hits", "sessions", "orders")) {
            assertThat(rows(stack, "SELECT * FROM filebatch." + table))
                    .as(table)
                    .hasSizeGreaterThan(10)
                    .isEqualTo(rows(stack, "SELECT * FROM filestream." + table));
        }
        String columns = "SELECT id, at, visitor, page, ref FROM ";
        assertThat(rows(stack, columns + "filebatch.pages"))
                .hasSizeGreaterThan(BatchIT.RECORDS / 2)
                .isEqualTo(rows(stack, columns + "filestream.pages WHERE page <> '/last'"));
        String letters = "SELECT source, CAST(value AS STRING), stage, rule, output, reason FROM dead_letters.";
        assertThat(rows(stack, letters + "filebatch"))
                .hasSizeGreaterThan(10)
                .isEqualTo(rows(stack, letters + "filestream"));
        String late = "SELECT CAST(value AS STRING), view FROM late.";
        assertThat(rows(stack, late + "filebatch")).hasSizeGreaterThan(10).isEqualTo(rows(stack, late + "filestream"));
        assertThat(status.records()).isEqualTo(2 * BatchIT.RECORDS);
        VerifyReport report = stack.verified(batch);
        assertThat(report.notes()).hasSize(4).allMatch(note -> note.endsWith("computed a second time"));
        assertThat(stack.engine().lag(batch)).hasSize(4 * 2 + 2 + 1).allMatch(lag -> lag.committed() == lag.end());
    }

    @Test
    void eachRecordSaysWhichLineOfWhichFileItWas(TestStack stack) throws IOException {
        write("lines/a.csv", "time,url\n" + click(0, "/a") + "\n\n" + click(60_000, "/b"));
        write("lines/b.csv", "time,url\nbroken\n" + click(1, "/a") + "\n");
        write("lines/c.csv", "");
        write("lines/_SUCCESS", "not a record\n");
        FileTime time = Files.getLastModifiedTime(folder.resolve("lines/b.csv"));
        Pipeline pipeline = TestStack.pipeline(yaml("filelines"));
        BatchInput input = new BatchInput(Map.of("clicks", folder + "/lines/*"), true);

        TestStack.toEnd(stack.engine().startBatch(pipeline, BatchRange.of(input), RunListener.NONE));

        String topic = "file:" + folder + "/lines/*";
        assertThat(rows(stack, "SELECT url, _kafka_topic, _kafka_partition, _kafka_offset FROM filelines.clicks"))
                .containsExactly("[/a," + topic + ",0,1]", "[/a," + topic + ",1,2]", "[/b," + topic + ",0,3]");
        assertThat(rows(stack, "SELECT sent FROM filelines.clicks WHERE _kafka_partition = 1"))
                .containsExactly(rows(stack, "SELECT timestamp_millis(%d)".formatted(time.toMillis()))
                        .get(0));
        assertThat(rows(
                        stack,
                        "SELECT topic, partition, offset, key, CAST(value AS STRING) FROM dead_letters.filelines"))
                .containsExactly("[" + topic + ",0,2,null,]", "[" + topic + ",1,1,null,broken]");
        assertThat(rows(
                        stack,
                        "SELECT unix_millis(minute.start) - %dL, url, hits FROM filelines.hits".formatted(START)))
                .containsExactly("[0,/a,2]", "[60000,/b,1]");
        assertThat(stack.verified(pipeline).accounts())
                .filteredOn(account -> account.output().equals("clicks-table"))
                .extracting(VerifyReport.Account::from, VerifyReport.Account::until)
                .containsExactly(tuple(1L, 4L), tuple(1L, 3L), tuple(0L, 0L));
    }

    @Test
    void completesABatchThatWasKilled(TestStack stack) {
        List<String> pages = new ArrayList<>();
        List<String> purchases = new ArrayList<>();
        for (int n = 0; n < BatchIT.RECORDS; n++) {
            pages.add(BatchIT.page(n));
            purchases.add(BatchIT.purchase(n));
        }
        write("killed/pages-1.csv", String.join("\n", pages.subList(0, 210)));
        write("killed/pages-2.csv.gz", String.join("\n", pages.subList(210, pages.size())));
        write("killed/purchases.csv", String.join("\n", purchases));
        Map<String, String> places = Map.of("pages", "killed/pages-*", "purchases", "killed/purchases.csv");
        Visits visits = Visits.of("filekill", 100, "1 second");
        Pipeline whole = TestStack.pipeline(BatchIT.twin(visits, "filekill2"));
        run(stack, whole, places);
        Path file = write("filekill.yaml", visits.yaml());

        killAt(Failpoint.TASK_WRITTEN, 3, stack, file, places);
        killAt(Failpoint.TABLES_COMMITTED, 2, stack, file, places);
        killAt(Failpoint.PREPARED, 4, stack, file, places);
        Pipeline killed = TestStack.pipeline(visits.yaml());
        TestStack.toEnd(stack.engine().startBatch(killed, BatchRange.ALL, RunListener.NONE)); // the files are known

        String columns = "SELECT id, at, visitor, page, ref, _kafka_topic, _kafka_partition, _kafka_offset FROM ";
        assertThat(rows(stack, columns + "filekill.pages"))
                .isNotEmpty()
                .isEqualTo(rows(stack, columns + "filekill2.pages"));
        for (String table : List.of("hits", "sessions", "orders")) {
            assertThat(rows(stack, "SELECT * FROM filekill." + table))
                    .as(table)
                    .isNotEmpty()
                    .isEqualTo(rows(stack, "SELECT * FROM filekill2." + table));
        }
        stack.verified(killed);
    }

    @Test
    void goesOnWithTheSameFilesOnlyAndSaysWhatItCannotProveOfOthers(TestStack stack) throws IOException {
        Path file = write("same/a.csv", click(0, "/a") + "\n");
        FileTime time = Files.getLastModifiedTime(file);
        Path driven = write("filesame.yaml", yaml("filesame"));
        Map<String, String> places = Map.of("clicks", "same/*.csv");
        Pipeline pipeline = TestStack.pipeline(yaml("filesame"));
        String cannot = "Cannot go on with the batch of filesame, ";
        String wayOut = ". Put it back as it was, or start over with: penstock reset filesame";

        killAt(Failpoint.BATCH_STARTED, 1, stack, driven, places);
        Files.writeString(file, click(0, "/b") + "\n");
        refused(stack, pipeline, places, cannot + "a file has changed since it began: " + file + wayOut);
        Files.delete(file);
        refused(stack, pipeline, places, cannot + "no file has a name like " + folder + "/same/*.csv" + wayOut);
        write("same/b.csv", "1\n");
        refused(stack, pipeline, places, cannot + "a file that it began with is gone: " + file + wayOut);
        Files.writeString(file, click(0, "/a") + "\n");
        Files.setLastModifiedTime(file, time);
        refused(stack, pipeline, places, cannot + "a file has come since it began: " + folder + "/same/b.csv" + wayOut);
        Files.delete(folder.resolve("same/b.csv"));
        run(stack, pipeline, places);

        assertThat(rows(stack, "SELECT url FROM filesame.clicks")).containsExactly("[/a]");
        stack.verified(pipeline);
        Files.delete(file);
        VerifyReport report = stack.engine().verify(pipeline);
        assertThat(report.findings()).isEmpty();
        assertThat(report.notes())
                .contains(
                        "what was read of " + folder
                                + "/same/*.csv has changed since, so nothing can be confirmed with it"
                                + " and its lines count as the ledger says",
                        "the rows of view hits are not computed a second time: its topics no longer have all records that"
                                + " it has read");
    }

    @Test
    void findsWhatATableLacks(TestStack stack) {
        write("lacking.csv", click(0, "/a") + "\n" + click(1, "/b") + "\n" + click(2, "/c") + "\n");
        Pipeline pipeline = TestStack.pipeline(yaml("filelacking"));
        run(stack, pipeline, Map.of("clicks", "lacking.csv"));

        stack.sql("DELETE FROM filelacking.clicks WHERE url = '/b'");

        assertThat(stack.engine().verify(pipeline).findings())
                .contains("file:" + folder
                        + "/lacking.csv partition 0, output clicks-table: table filelacking.clicks lacks"
                        + " offsets 1");
    }

    @Test
    void aSourceWithoutFilesReadsItsTopic(TestStack stack) {
        Visits visits = Visits.of("filehalf", 100, "available-now");
        stack.topic(visits.purchases(), 1).send(List.of(Visits.purchase(1, START + 1_000, 7)));
        write("half.csv", Visits.page(5, START, "v", "/a", 7) + "\n");
        Pipeline pipeline = TestStack.pipeline(visits.yaml());

        run(stack, pipeline, Map.of("pages", "half.csv"));

        assertThat(rows(stack, "SELECT page_id, purchase_id FROM filehalf.orders"))
                .containsExactly("[5,1]");
        stack.verified(pipeline);
    }

    @Test
    void itsDeadLettersCanBeReplayed(TestStack stack) {
        write("replayed.csv", "1700000040000;/a\n" + click(0, "/b") + "\n");
        Pipeline pipeline = TestStack.pipeline(yaml("filereplay"));
        run(stack, pipeline, Map.of("clicks", "replayed.csv"));
        Pipeline corrected = TestStack.pipeline(
                yaml("filereplay").replace("timestamp-format", "delimiter: \";\", timestamp-format"));

        ReplayReport report = stack.engine().deadLetters(corrected).replay(Filter.ALL);

        assertThat(report.stored()).isEqualTo(1);
        assertThat(rows(stack, "SELECT url, _kafka_offset FROM filereplay.clicks"))
                .containsExactly("[/a,0]", "[/b,1]");
    }

    @Test
    void refusesWhatItCannotReadAndLeavesNothing(TestStack stack) {
        write("wrong/a.csv", click(0, "/a") + "\n");
        write("wrong/empty.csv", "");
        Pipeline pipeline = TestStack.pipeline(yaml("filewrong"));
        String cannot = "Cannot run filewrong as a batch, ";

        refused(
                stack,
                pipeline,
                Map.of("clicks", "wrong/b.csv"),
                cannot + "there is no such file: " + folder + "/wrong/b.csv");
        refused(
                stack,
                pipeline,
                Map.of("clicks", "wrong/*.json"),
                cannot + "no file has a name like " + folder + "/wrong/*.json");
        refused(
                stack,
                pipeline,
                Map.of("clicks", "wrong"),
                cannot + "it is a folder: " + folder + "/wrong. Name its files, as in " + folder + "/wrong/*");
        refused(
                stack,
                pipeline,
                Map.of("clicks", "wrong/empty.csv"),
                cannot + "there is no record in its files: clicks=" + folder + "/wrong/empty.csv");
        refused(
                stack,
                pipeline,
                Map.of("visits", "wrong/a.csv"),
                cannot + "--input names source visits, which it does not have. It has clicks");
        assertThat(stack.state().resolve("filewrong")).doesNotExist();

        run(stack, pipeline, Map.of("clicks", "wrong/a.csv"));
        refused(
                stack,
                pipeline,
                Map.of("clicks", "wrong/*.csv"),
                "Cannot run filewrong as a batch from clicks=" + folder + "/wrong/*.csv, its batch from clicks="
                        + folder
                        + "/wrong/a.csv has begun. Complete that without --input, or start over with: penstock reset"
                        + " filewrong");
        assertThatThrownBy(() -> stack.engine().start(pipeline, RunListener.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessage(
                        "Cannot start filewrong as a stream, its state is that of a batch. Complete that with --batch,"
                                + " or start over with: penstock reset filewrong");
    }

    private RunStatus run(TestStack stack, Pipeline pipeline, Map<String, String> places) {
        return TestStack.toEnd(stack.engine().startBatch(pipeline, range(places), RunListener.NONE));
    }

    private BatchRange range(Map<String, String> places) {
        Map<String, String> absolute = new TreeMap<>();
        places.forEach((source, place) -> absolute.put(source, folder + "/" + place));
        return BatchRange.of(new BatchInput(absolute, false));
    }

    private void refused(TestStack stack, Pipeline pipeline, Map<String, String> places, String message) {
        assertThatThrownBy(() -> stack.engine().startBatch(pipeline, range(places), RunListener.NONE))
                .isInstanceOf(RefusedException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> stack.engine().requireStart(pipeline, range(places)))
                .isInstanceOf(RefusedException.class)
                .hasMessage(message);
    }

    private void killAt(Failpoint failpoint, int n, TestStack stack, Path file, Map<String, String> places) {
        try (EngineProcess driver = EngineProcess.batchTo(failpoint, n, stack.settings(), file, range(places))) {
            driver.assertKilledAt(failpoint);
        }
    }

    private static List<String> rows(TestStack stack, String query) {
        return stack.sql(query).stream().map(Objects::toString).sorted().toList();
    }

    /** A file, packed where its name says so. */
    private Path write(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            try (OutputStream plain = Files.newOutputStream(file);
                    OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(plain) : plain) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String click(long millis, String url) {
        return (START + millis) + "," + url;
    }

    private static String yaml(String name) {
        return """
        pipeline: %1$s
        sources:
          clicks:
            kafka: { topic: %1$s, partitions: 2, max-records-per-batch: 2 }
            decode: { csv: { schema: "time TIMESTAMP, url STRING", timestamp-format: epoch-millis } }
            metadata: { sent: timestamp }
            event-time: time
            watermark: 2 minutes
        views:
          hits: SELECT window(time, '1 minute') AS minute, url, count(*) AS hits FROM clicks GROUP BY 1, 2
        outputs:
          clicks-table: { table: %1$s.clicks, from: clicks }
          hits-table: { table: %1$s.hits, from: hits }
        """
                .formatted(name);
    }
}
