package io.penstock.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.engine.plan.ReferencePlan;
import io.penstock.pipeline.FileFormat;
import io.penstock.pipeline.FileReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstReadingTest {

    private static SparkSession session;

    @TempDir
    Path folder;

    @BeforeAll
    static void startSpark() {
        session = (SparkSession) SparkSession.builder()
                .config("spark.master", "local[1]")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
    }

    @AfterAll
    static void stopSpark() {
        session.stop();
    }

    @Test
    void readsAReferenceOnceForAllViewsOfAStart() throws IOException {
        Path file = folder.resolve("zones.csv");
        Files.writeString(file, "id,borough\n1,Queens\n");
        FirstReading first = new FirstReading(new ReferenceReader(session::newSession, null));
        FirstReading.Read one = first.read(zones(file));
        Files.writeString(file, "id,borough\n1,Bronx\n");

        FirstReading.Read other = first.read(zones(file));

        assertThat(other).isSameAs(one);
        first.forget();
        assertThat(first.read(zones(file)).rows().version())
                .isNotEqualTo(one.rows().version());
    }

    private static ReferencePlan zones(Path file) {
        String columns = "id INT, borough STRING";
        return new ReferencePlan(
                "zones",
                new FileReference(file.toString(), columns, FileFormat.CSV, true, ",", Duration.ZERO),
                StructType.fromDDL(columns));
    }
}
