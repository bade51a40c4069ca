package io.penstock.sinks;

import java.util.List;

/**
 * Tables that SQL sees beside those that are stored, in namespaces of their own; see {@link VirtualCatalog}.
 *
 * <p>A namespace is the list of its names, as in {@code a.b}; the empty one holds those of the top. Asked by any thread, and for each
 * statement anew.
 */
public interface VirtualTables {

    /** None. */
    VirtualTables NONE = new VirtualTables() {

        @Override
        public boolean hasNamespace(List<String> namespace) {
            return false;
        }

        @Override
        public List<String> namespaces(List<String> parent) {
            return List.of();
        }

        @Override
        public List<String> tables(List<String> namespace) {
            return List.of();
        }

        @Override
        public boolean hasTable(List<String> namespace, String name) {
            return false;
        }

        @Override
        public VirtualTable load(List<String> namespace, String name) {
            throw new IllegalArgumentException("Cannot load a virtual table, there is none: " + name);
        }
    };

    /** Whether a namespace is one of these. */
    boolean hasNamespace(List<String> namespace);

    /** The last names of the namespaces in a namespace; none where it is not one of these. */
    List<String> namespaces(List<String> parent);

    /** The names of the tables to choose from in a namespace; none where it is not one of these. */
    List<String> tables(List<String> namespace);

    /** Whether {@link #load} has a table to give; a name may be one that is not among {@link #tables}. */
    boolean hasTable(List<String> namespace, String name);

    /**
     * A table of a namespace that is one of these.
     *
     * @throws RuntimeException for a name that stands for none, or for several: the message says which there are
     */
    VirtualTable load(List<String> namespace, String name);
}
