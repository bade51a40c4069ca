package io.penstock.pipeline;

import org.jspecify.annotations.Nullable;

/** The record as Kafka has it, undecoded: its key, its value and its headers. No record is rejected. */
public record RawDecode() implements Decode {

    @Override
    public String schema() {
        return "key BINARY, value BINARY, headers ARRAY<STRUCT<key: STRING, value: BINARY>>";
    }

    @Override
    public @Nullable String timestampFormat() {
        return null;
    }

    @Override
    public String word() {
        return "raw";
    }
}
