package io.penstock.bench.contender;

import java.util.List;

/** One object, with an object in it for each first word of the columns' paths, and a field that no column reads. */
final class JsonEncoder extends Encoder {

    private final List<Column> columns;
    private String open = "";

    JsonEncoder(Workload workload) {
        super(workload);
        this.columns = workload.columns();
    }

    @Override
    void begin(int column) {
        String path = columns.get(column).path();
        int dot = path.indexOf('.');
        String parent = dot < 0 ? "" : path.substring(0, dot);
        if (column == 0) {
            open = "";
            write("{\"device\":{\"model\":\"T-2000\",\"firmware\":\"4.11.2\"}");
        }
        if (!parent.equals(open)) {
            write(open.isEmpty() ? ",\"" : "},\"");
            write(parent);
            write("\":{\"");
            open = parent;
        } else {
            write(",\"");
        }
        write(path.substring(dot + 1));
        write("\":");
    }

    @Override
    void writeTime(long epochMillis) {
        writeNumber(epochMillis);
    }

    @Override
    void writeText(String value) {
        write('"');
        write(value);
        write('"');
    }

    @Override
    void end() {
        write(open.isEmpty() ? "}" : "}}");
    }

    @Override
    int withoutEnd() {
        return length() - 1;
    }

    /** Some parsers ignore what stands behind an object, so that is no fault that all would find. */
    @Override
    void lengthen() {
        spoilNumber();
    }
}
