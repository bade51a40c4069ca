/**
 * Indices of OpenSearch: how columns are mapped, and how documents get there.
 *
 * <p>Over HTTP with the JDK's client: of OpenSearch's API five calls are needed, and Spark's class path stays as it is.
 */
@NullMarked
package io.penstock.sinks.search;

import org.jspecify.annotations.NullMarked;
