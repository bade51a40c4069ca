/**
 * Dashboards: what their panels draw, asked of indices and tables.
 *
 * <p>Start at {@link io.penstock.engine.dashboard.Dashboards}. A panel is brought together with the fields of its rows
 * ({@code PanelFinder}), turned into questions that do not know who answers them ({@code PanelAnswers}), and these are put to
 * OpenSearch or to SQL ({@code IndexRows}, {@code TableRows}), which answer alike. Drawing is left to whoever asks.
 */
@NullMarked
package io.penstock.engine.dashboard;

import org.jspecify.annotations.NullMarked;
