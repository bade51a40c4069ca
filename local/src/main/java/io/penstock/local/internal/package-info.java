/**
 * What runs in the broker's JVM, on the class path of module {@code broker}: Kafka classes are used here and nowhere else.
 */
@NullMarked
package io.penstock.local.internal;

import org.jspecify.annotations.NullMarked;
