package io.penstock.cli.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.penstock.cli.sql.SqlTokens.Token;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {

    @Test
    void cutsAtSemicolonsOutsideOfTextsNamesAndComments() {
        assertThat(Statements.of("SELECT ';', \";\", `;` -- ;\n FROM /* ; /* ; */ ; */ t; SELECT 2"))
                .containsExactly("SELECT ';', \";\", `;` -- ;\n FROM /* ; /* ; */ ; */ t", "SELECT 2");
    }

    @Test
    void knowsEscapesAndWhereThereAreNone() {
        assertThat(Statements.of("SELECT 'it\\'s; one'; SELECT 'it''s; one'; SELECT r'\\'; SELECT `a\\`; SELECT 1"))
                .containsExactly(
                        "SELECT 'it\\'s; one'", "SELECT 'it''s; one'", "SELECT r'\\'", "SELECT `a\\`", "SELECT 1");
    }

    @Test
    void leavesOutWhatSaysNothing() {
        assertThat(Statements.of(" ; -- nothing\n; /* nor; here */ ;\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "-- a remark",
                "SELECT 1;",
                "SELECT 1; -- done",
                "SELECT 1;\n/* done */ ",
                "SELECT ';';",
                "SELECT 1; SELECT 2;"
            })
    void isCompleteWhereNothingIsMissing(String script) {
        assertThat(Statements.complete(script)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "SELECT 1; SELECT 2",
                "SELECT ';",
                "SELECT \";",
                "SELECT `;",
                "SELECT 1 /* ;",
                "SELECT 1; /* /* */",
                "SELECT 1 -- ;",
                "SELECT 'a\\';"
            })
    void isIncompleteUntilTheSemicolonThatCounts(String script) {
        assertThat(Statements.complete(script)).isFalse();
    }

    @Test
    void tokensCoverTheTextWithoutGaps() {
        String sql = "SELECT a.`b c`, 1.5e3, 'x' FROM t -- end\n;/*";

        StringBuilder whole = new StringBuilder();
        for (Token token : SqlTokens.of(sql)) {
            assertThat(token.start()).isEqualTo(whole.length());
            whole.append(token.of(sql));
        }
        assertThat(whole).hasToString(sql);
    }
}
