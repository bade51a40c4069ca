/**
 * Pipelines that stay: applied once, they run until they are stopped, also over restarts of the process.
 *
 * <p>Start at {@link Deployments}. A change to something that runs is planned first ({@link ApplyReport}) and then applied as
 * planned, or refused where something kept would be lost. How a pipeline is run is the engine's matter.
 */
@NullMarked
package io.penstock.engine.deploy;

import org.jspecify.annotations.NullMarked;
