package io.penstock.bench.contender;

import java.time.Instant;

/** Delimited text: a text is in quotes where it has to be. */
final class CsvEncoder extends Encoder {

    private int lastDelimiter;

    CsvEncoder(Workload workload) {
        super(workload);
    }

    @Override
    void begin(int column) {
        if (column > 0) {
            lastDelimiter = length();
            write(',');
        }
    }

    @Override
    void writeTime(long epochMillis) {
        if (workload().format() == Format.CSV) {
            writeNumber(epochMillis);
        } else {
            write(Instant.ofEpochMilli(epochMillis).toString());
        }
    }

    @Override
    void writeText(String value) {
        if (value.indexOf(',') < 0 && value.indexOf('"') < 0) {
            write(value);
        } else {
            write('"');
            write(value.replace("\"", "\"\""));
            write('"');
        }
    }

    @Override
    void end() {
        // the last value is the end
    }

    @Override
    int withoutEnd() {
        return lastDelimiter;
    }

    @Override
    void lengthen() {
        write(",more");
    }
}
