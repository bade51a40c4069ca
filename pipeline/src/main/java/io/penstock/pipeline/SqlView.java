package io.penstock.pipeline;

/** A view as an SQL query over sources and other views. */
public record SqlView(String sql) implements View {}
