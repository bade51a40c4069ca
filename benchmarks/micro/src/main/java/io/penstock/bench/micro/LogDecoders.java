package io.penstock.bench.micro;

import org.openjdk.jmh.annotations.Param;

/** Nanoseconds for a line of a web server's log; what is written by hand is a regular expression of Java. */
public class LogDecoders extends DecoderBenchmark {

    @Param({"access-log"})
    public String workload = "";
}
