package io.penstock.pipeline;

/** A named SQL query over sources and other views. */
public record View(String name, String sql) {}
