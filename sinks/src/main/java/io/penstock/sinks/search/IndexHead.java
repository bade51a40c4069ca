package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** What knows the fields, the owner and the generation of what lies behind an alias. */
interface IndexHead {

    /** As it was found. */
    JsonNode mapping();

    /** What is between the head and being written as an index of these periods; nothing where nothing is. */
    @Nullable
    String obstacle(@Nullable IndexPeriods wanted);

    /** Adds fields, or replaces what it remembers. @param change part of a mapping */
    void change(String what, ObjectNode change);

    /** Deletes all, with all documents. */
    void delete();
}
