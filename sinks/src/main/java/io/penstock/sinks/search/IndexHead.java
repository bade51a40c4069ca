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

    /** What all that searches see is in, to be read one after the other. */
    List<String> searched();

    /** What is between the head and being written as an index of these periods; nothing where nothing is. */
    @Nullable
    String obstacle(@Nullable IndexPeriods wanted);

    /** Adds fields to everything that is written and lacks them. Those that it has otherwise stay. */
    void addFields(String what, ObjectNode properties);

    /** Replaces what it remembers. */
    void remember(String what, ObjectNode meta);

    /** What is made from now on has these fields, where they are not those of an index that is there. */
    void take(String what, ObjectNode properties);

    /** Deletes all, with all documents. */
    void delete();
}
