/**
 * Dashboards of a pipeline file: panels that draw what its outputs hold.
 *
 * <p>Start at {@link io.penstock.pipeline.dashboard.Dashboard}. Which columns an output has, and whether a panel can draw them,
 * is the engine's to say; nothing here asks for data or knows how it is drawn.
 */
@NullMarked
package io.penstock.pipeline.dashboard;

import org.jspecify.annotations.NullMarked;
