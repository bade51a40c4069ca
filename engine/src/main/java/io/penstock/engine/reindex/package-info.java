/** Fills indices from the tables that have the same rows: anew, or what they lack, while both are written. */
@NullMarked
package io.penstock.engine.reindex;

import org.jspecify.annotations.NullMarked;
