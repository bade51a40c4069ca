package io.penstock.sinks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The table beside a table of a database in which a batch's rows wait: {@code penstock_stage_<table and query>_<batch>}. Each row has the
 * run and the task that wrote it, so that rows of those that died are told from those that count, and its place in the topic.
 *
 * <p>It is logged like any table: PostgreSQL empties an unlogged one after a crash, and a prepared batch would have lost its rows.
 *
 * @param schema its schema, that of the table
 * @param name its name
 */
record PostgresStage(String schema, String name) {

    static final String RUN = "_penstock_run";
    static final String TASK = "_penstock_task";
    static final String OFFSET = "_penstock_offset";
    static final String NUMBER = "_penstock_number";

    private static final String PREFIX = "penstock_stage_";
    private static final int HASH_BYTES = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    static PostgresStage of(String schema, String table, BatchIdentity identity) {
        return new PostgresStage(schema, prefix(table, identity) + identity.batch());
    }

    /** What the names of the stages of all batches of this query begin with. */
    static String prefix(String table, BatchIdentity identity) {
        return prefix(table)
                + hash(identity.pipeline() + "/" + identity.query() + "/" + identity.incarnation())
                        .substring(0, 12)
                + "_";
    }

    /** What the names of all stages of a table begin with. */
    static String prefix(String table) {
        return PREFIX + hash(table).substring(0, 12) + "_";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With its schema, in quotes. */
    String sql() {
        return Postgres.quoted(schema) + "." + Postgres.quoted(name);
    }

    /** @param columns those of the output */
    String create(StructType columns) {
        StringBuilder sql = new StringBuilder("CREATE TABLE IF NOT EXISTS " + sql() + " (")
                .append("%s text NOT NULL, %s text NOT NULL, %s bigint NOT NULL, %s bigint NOT NULL"
                        .formatted(RUN, TASK, OFFSET, NUMBER));
        for (StructField column : columns.fields()) {
            sql.append(", ")
                    .append(Postgres.quoted(column.name()))
                    .append(' ')
                    .append(PostgresTypes.of(column.dataType()));
        }
        return sql.append(")").toString();
    }

    String copy(StructType columns) {
        StringBuilder sql =
                new StringBuilder("COPY " + sql() + " (").append(String.join(", ", RUN, TASK, OFFSET, NUMBER));
        for (StructField column : columns.fields()) {
            sql.append(", ").append(Postgres.quoted(column.name()));
        }
        return sql.append(") FROM STDIN").toString();
    }

    /**
     * What a task has put into a stage, and how it is to be merged.
     *
     * @param rows how many
     * @param columns names of the output's columns
     * @param key names of those by which rows are told apart
     */
    record Part(String run, String task, long rows, List<String> columns, List<String> key) implements Serializable {

        Part {
            columns = List.copyOf(columns);
            key = List.copyOf(key);
        }

        String text() {
            try {
                return JSON.writeValueAsString(this);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        static Part parse(String text) {
            try {
                return JSON.readValue(text, Part.class);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException("Cannot read what a task has staged", e);
            }
        }
    }
}
