package io.penstock.bench.flink;

import io.penstock.bench.contender.ContenderMain;

/** Flink with the CSV and JSON formats that it brings. */
public final class OwnFormatMain {

    private OwnFormatMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new FlinkContender(OwnFormatDeserializer::new));
    }
}
