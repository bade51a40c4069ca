/** Makes an index anew from the table that has the same rows, while both are written. */
@NullMarked
package io.penstock.engine.reindex;

import org.jspecify.annotations.NullMarked;
