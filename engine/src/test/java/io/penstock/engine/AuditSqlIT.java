package io.penstock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The SQL of {@code docs/guarantees.md}: silent on sound tables, and finding what was tampered with. */
@ExtendWith(TestStack.Extension.class)
class AuditSqlIT {

    private static final Pattern BLOCK = Pattern.compile("(?s)\\*\\*(\\d)\\. [^\\n]*?\\n\\n```sql\\n(.*?)\\n```");
    private static final int ACCOUNT = 5;

    @Test
    void findsNothingInSoundTablesAndEachTamperedRow(TestStack stack) throws IOException {
        // given
        stack.topic("clicks-audit", 2).send(Examples.lines("clickstream/sample.csv"));
        stack.topic("wikipedia-audit", 3).send(Examples.lines("wikipedia/sample.ndjson"));
        Pipeline clicks = Examples.pipeline("clickstream/clickstream.yaml", "clicks-audit");
        Pipeline edits = Examples.pipeline("wikipedia/wikipedia.yaml", "wikipedia-audit");
        List<String> blocks = blocks();
        assertThat(blocks).hasSize(6);

        try (Cleared clearedClicks = new Cleared(stack, clicks);
                Cleared clearedEdits = new Cleared(stack, edits)) {
            stack.runToEnd(clearedClicks.pipeline());
            stack.runToEnd(clearedEdits.pipeline());

            // when, then: sound
            for (int number = 1; number <= blocks.size(); number++) {
                if (number != ACCOUNT) {
                    assertThat(run(stack, blocks, number))
                            .describedAs("block %d", number)
                            .isEmpty();
                }
            }
            assertThat(run(stack, blocks, ACCOUNT)).containsExactly("[0,0,99,100,0]", "[1,0,99,100,0]");

            // when: tampered with
            stack.sql("INSERT INTO web.clicks SELECT * FROM web.clicks WHERE eventid = 1");
            stack.sql("DELETE FROM web.clicks WHERE eventid IN (3, 5)");
            stack.sql("INSERT INTO dead_letters.clickstream SELECT * FROM dead_letters.clickstream WHERE offset = 49");
            stack.sql("INSERT INTO web.clicks SELECT timestamp_millis(0), 60, 'x', 'x', topic, partition, offset"
                    + " FROM dead_letters.clickstream WHERE reason LIKE '%sixty%'");
            Row link = stack.sql("SELECT _kafka_partition, _kafka_offset FROM wiki.links WHERE _kafka_row = 1 LIMIT 1")
                    .get(0);
            stack.sql("DELETE FROM wiki.links WHERE _kafka_row = 0 AND _kafka_partition = " + link.get(0)
                    + " AND _kafka_offset = " + link.get(1));

            // then
            assertThat(run(stack, blocks, 1)).containsExactly("[clicks-audit,0,0,2]");
            assertThat(run(stack, blocks, 2)).hasSize(1).first().asString().contains(link.get(0) + "," + link.get(1));
            assertThat(run(stack, blocks, 3)).hasSize(1).first().asString().endsWith(",49,null,2]");
            assertThat(run(stack, blocks, 4)).hasSize(1).first().asString().contains("sixty");
            assertThat(run(stack, blocks, ACCOUNT)).containsExactly("[0,0,99,98,2]", "[1,0,99,100,0]");
            assertThat(run(stack, blocks, 6)).containsExactly("[0,1,2]");
        }
    }

    private static List<String> run(TestStack stack, List<String> blocks, int number) {
        return stack.sql(blocks.get(number - 1)).stream().map(Row::toString).toList();
    }

    private static List<String> blocks() throws IOException {
        List<String> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of("../docs/guarantees.md")));
        while (matcher.find()) {
            assertThat(Integer.parseInt(matcher.group(1))).isEqualTo(blocks.size() + 1);
            blocks.add(matcher.group(2));
        }
        return blocks;
    }
}
