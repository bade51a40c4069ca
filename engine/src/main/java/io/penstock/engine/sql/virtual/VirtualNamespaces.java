package io.penstock.engine.sql.virtual;

import io.penstock.sinks.VirtualTable;
import io.penstock.sinks.VirtualTables;
import java.util.List;
import java.util.Optional;

/** All virtual namespaces, as the catalog asks for them. */
public final class VirtualNamespaces implements VirtualTables {

    private final List<VirtualNamespace> top;

    /** @param top those that are in no other */
    public VirtualNamespaces(List<VirtualNamespace> top) {
        this.top = List.copyOf(top);
    }

    @Override
    public boolean hasNamespace(List<String> namespace) {
        return find(namespace).isPresent();
    }

    @Override
    public List<String> namespaces(List<String> parent) {
        return in(parent).stream().map(VirtualNamespace::name).toList();
    }

    @Override
    public List<String> tables(List<String> namespace) {
        return find(namespace).map(VirtualNamespace::tables).orElse(List.of());
    }

    @Override
    public boolean hasTable(List<String> namespace, String name) {
        try {
            return find(namespace).flatMap(found -> found.find(name)).isPresent();
        } catch (VirtualTableException e) {
            return true; // several; who loads it is told
        }
    }

    @Override
    public VirtualTable load(List<String> namespace, String name) {
        VirtualNamespace found = find(namespace)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Cannot load a virtual table, there is no such namespace: " + namespace));
        return found.find(name)
                .orElseThrow(() -> new VirtualTableException(
                        "Cannot read %s.%s, %s".formatted(String.join(".", namespace), name, found.whyNone())));
    }

    private List<VirtualNamespace> in(List<String> parent) {
        return parent.isEmpty()
                ? top
                : find(parent).map(VirtualNamespace::namespaces).orElse(List.of());
    }

    private Optional<VirtualNamespace> find(List<String> namespace) {
        if (namespace.isEmpty()) {
            return Optional.empty();
        }
        int last = namespace.size() - 1;
        return in(namespace.subList(0, last)).stream()
                .filter(child -> child.name().equals(namespace.get(last)))
                .findFirst();
    }
}
