/**
 * Areas on the map: {@link io.penstock.engine.geo.GeoJson} reads them from a file, and
 * {@link io.penstock.engine.geo.GeoFunctions} are the functions of SQL that know where a point lies.
 */
@NullMarked
package io.penstock.engine.geo;

import org.jspecify.annotations.NullMarked;
