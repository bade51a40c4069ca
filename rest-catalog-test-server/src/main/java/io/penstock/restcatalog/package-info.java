/**
 * A catalog that speaks Iceberg's REST protocol, for tests: the server of Iceberg's own tests on loopback.
 *
 * <p>Start at {@link RestCatalogMain}. It is in a module of its own, as its libraries are Iceberg's plain ones, which do not get on
 * with those that Spark has.
 */
@NullMarked
package io.penstock.restcatalog;

import org.jspecify.annotations.NullMarked;
