/**
 * The profile: where a pipeline runs, as immutable records. A pipeline file names no cluster, no password and no path of one
 * machine; these do.
 *
 * <p>Start at {@link io.penstock.pipeline.ProfileLoader}, which makes a {@link io.penstock.pipeline.profile.Profile} that has
 * passed every check that needs no network. Secrets are references until somebody asks for settings with a
 * {@link io.penstock.pipeline.profile.SecretSource}: no record here holds a revealed one, and none shows one. The maps of
 * settings hold them in the clear, so they are to be made late and never printed. Whether the services answer is left to
 * those who call them.
 */
@NullMarked
package io.penstock.pipeline.profile;

import org.jspecify.annotations.NullMarked;
