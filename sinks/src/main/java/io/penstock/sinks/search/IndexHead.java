package io.penstock.sinks.search;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What knows the fields, the owner and the generation of what lies behind an alias. */
interface IndexHead {

    /** What is written, as it was found. */
    JsonNode mapping();

    /** Those of everything that is written or searched. */
    List<JsonNode> mappings();

    /** What is between the head and being written as an index of these periods; nothing where nothing is. */
    @Nullable
    String obstacle(@Nullable IndexPeriods wanted);

    /** Adds fields, or replaces what it remembers. @param change part of a mapping */
    void change(String what, ObjectNode change);

    /** What is made from now on has these fields, where they are not those of an index that is there. */
    void take(String what, ObjectNode properties);

    /** Deletes all, with all documents. */
    void delete();
}
