package io.penstock.sinks;

import java.util.Set;
import org.apache.spark.sql.connector.catalog.SupportsRead;
import org.apache.spark.sql.connector.catalog.TableCapability;

/** A table that is computed when it is read. It is stored nowhere, and nothing can be written to it. */
public interface VirtualTable extends SupportsRead {

    @Override
    default Set<TableCapability> capabilities() {
        return Set.of(TableCapability.BATCH_READ);
    }
}
