package io.penstock.cli;

import io.penstock.cli.terminal.OutputFormat;
import picocli.CommandLine.Option;

/** How results are printed. */
final class OutputOptions {

    @Option(
            names = "--output",
            paramLabel = "table|json",
            description = "For people (default) or for programs.",
            defaultValue = "table")
    private OutputFormat format = OutputFormat.TABLE;

    boolean json() {
        return format == OutputFormat.JSON;
    }
}
