package io.penstock.engine.sql.virtual;

import io.penstock.sinks.VirtualTable;
import java.util.List;
import java.util.Optional;

/**
 * A namespace of SQL that holds virtual tables, or namespaces of its own.
 *
 * <p>All methods may be called by any thread, and are called for each statement anew: names and columns should be there at
 * once, without a broker. What takes longer belongs into the table's scan.
 */
public interface VirtualNamespace {

    /** Its own name, without that of the namespace that it is in. */
    String name();

    /** The namespaces in it. */
    default List<VirtualNamespace> namespaces() {
        return List.of();
    }

    /** The names of its tables, each in the form that is best to type, in their order. */
    List<String> tables();

    /**
     * The table of a name, also in other forms than {@link #tables} has.
     *
     * @throws VirtualTableException when the name could be several tables
     */
    Optional<VirtualTable> find(String table);

    /** Why a table is not there, and what to do about it; behind "Cannot read it, ". */
    String whyNone();

    /** A name of a pipeline, source or topic as it can stand in SQL without quotes. */
    static String plain(String name) {
        return name.replace('-', '_').replace('.', '_');
    }
}
