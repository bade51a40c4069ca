package io.penstock.bench.flink;

import io.penstock.bench.contender.ContenderMain;

/** Flink with a deserializer that was written by hand for the topic: the fastest way that its users have. */
public final class HandWrittenMain {

    private HandWrittenMain() {}

    public static void main(String[] arguments) {
        ContenderMain.run(arguments, new FlinkContender(HandWrittenDeserializer::new));
    }
}
