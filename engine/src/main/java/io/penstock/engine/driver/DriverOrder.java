package io.penstock.engine.driver;

import io.penstock.engine.EngineSettings;

/**
 * What a driver is told in the first line of its standard input. May hold secrets, which is why it is no command line.
 *
 * @param settings where things are
 * @param file name of the pipeline's file, for messages
 * @param text the file
 */
record DriverOrder(EngineSettings settings, String file, String text) {

    /** A further line: stop after the batch at hand. So does the end of the input. */
    static final String STOP = "stop";
}
