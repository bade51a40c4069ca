/**
 * Runs the cases of a test file through a pipeline, without a broker and without tables.
 *
 * <p>Start at {@link io.penstock.engine.test.PipelineTests}. Planner, decoders, rules, routing, late rows, Spark's operators, their
 * state and the commit protocol are those of a run; records come from a list, and rows are collected in memory. So a case says
 * nothing of topics, tables and the accounts of the ledger.
 */
@NullMarked
package io.penstock.engine.test;

import org.jspecify.annotations.NullMarked;
