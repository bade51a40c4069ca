/**
 * The main classes of the services' own JVMs, on their class paths: classes of Kafka, of Hive and of OpenSearch are used here and
 * nowhere else.
 */
@NullMarked
package io.penstock.local.internal;

import org.jspecify.annotations.NullMarked;
