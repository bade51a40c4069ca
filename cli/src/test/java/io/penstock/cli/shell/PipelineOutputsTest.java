package io.penstock.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.terminal.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PipelineOutputsTest {

    private final PipelineOutputs outputs = PipelineOutputs.of(
            Json.parse("[{\"name\":\"clickstream\",\"outputs\":[{\"name\":\"a\",\"table\":\"web.clicks\"}]}]"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO web.clicks SELECT * FROM t",
                "insert overwrite table Web.Clicks SELECT 1",
                "DELETE FROM web.clicks WHERE ip = 'x'",
                "UPDATE `web`.`clicks` SET url = ''",
                "MERGE INTO penstock.web.clicks c USING t ON c.ip = t.ip WHEN MATCHED THEN DELETE",
                "DROP TABLE IF EXISTS web.clicks",
                "ALTER TABLE web.clicks ADD COLUMN x INT",
                "TRUNCATE TABLE /* all */ web.clicks",
                "CREATE OR REPLACE TABLE web.clicks AS SELECT 1",
                "CALL penstock.system.rewrite_data_files('web.clicks')",
                "CALL penstock.system.rollback_to_snapshot(table => 'web.clicks', snapshot_id => 1)",
                "WITH x AS (SELECT 1) INSERT INTO web.clicks SELECT * FROM x"
            })
    void namesThePipelineOfATableThatIsChanged(String statement) {
        assertThat(outputs.warnings(statement))
                .hasSize(1)
                .first()
                .asString()
                .matches("(?i).*clicks`? belongs to the"
                        + " pipeline clickstream: after a change by others `penstock verify clickstream` fails\\.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM web.clicks",
                "INSERT INTO web.mine SELECT * FROM web.clicks",
                "CREATE TABLE web.clicks_copy AS SELECT * FROM web.clicks",
                "INSERT INTO web.mine VALUES ('DELETE FROM web.clicks')",
                "DELETE FROM web.mine -- not web.clicks",
                "DESCRIBE web.clicks"
            })
    void saysNothingOfTablesThatAreOnlyRead(String statement) {
        assertThat(outputs.warnings(statement)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DELETE FROM dead_letters.clickstream", "DROP TABLE penstock.dead_letters.clickstream"})
    void deadLettersArePartOfTheAccount(String statement) {
        assertThat(outputs.warnings(statement)).hasSize(1);
    }
}
