package io.penstock.pipeline;

/** Rows that are computed from those of sources and other views. */
public sealed interface View permits SqlView, ProcessorView, DedupView {}
