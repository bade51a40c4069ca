package io.penstock.cli;

import io.penstock.cli.packaging.ClusterJar;
import io.penstock.cli.terminal.Figures;
import io.penstock.cli.terminal.LiveLine;
import io.penstock.local.RuntimeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "package",
        description = "Make the jar that a Spark cluster runs.",
        footer = {
            "",
            "It holds Penstock, Iceberg, Kafka's client and what else a cluster does not have; Spark, Scala and",
            "Hadoop stay out. `penstock submit` uses it.",
            "",
            "  penstock package --output-file /opt/penstock/penstock.jar"
        })
final class PackageCommand implements Callable<Integer> {

    static final String DEFAULT_FILE = "penstock.jar";

    private static final int STEP = 500; // files between two updates of the line

    private final Context context;

    @Option(
            names = "--output-file",
            paramLabel = "FILE",
            defaultValue = DEFAULT_FILE,
            description = "The jar to write. Default: ${DEFAULT-VALUE}.")
    private Path file = Path.of(DEFAULT_FILE);

    @Option(
            names = "--with-aws",
            description = "Put in what S3, Glue, MSK's IAM and sigv4 need, for a cluster that does not have it.")
    private boolean withAws;

    PackageCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        Path target = context.file(file).toAbsolutePath().normalize();
        if (target.getParent() != null && !Files.isDirectory(target.getParent())) {
            throw CommandException.wrongUsage("Cannot write the jar, the folder is missing: " + target.getParent());
        }
        List<Path> libraries = new ArrayList<>(RuntimeLibrary.jars());
        if (withAws) {
            libraries.addAll(RuntimeLibrary.amazonJars());
        }
        ClusterJar jar = ClusterJar.of(libraries);
        LiveLine line = new LiveLine(context.err(), context.terminal(), context.columns());
        jar.write(target, (done, all) -> {
            if (context.terminal() && done % STEP == 0) {
                line.show("Packaging %s of %s files".formatted(Figures.count(done), Figures.count(all)));
            }
        });
        line.erase();
        long megabytes = Math.round(Files.size(target) / 1e6);
        context.out()
                .println("%s (%d MB, %d libraries)"
                        .formatted(target, megabytes, jar.libraries().size()));
        context.err()
                .println("The cluster has to provide %s, with its Hive support, on a JDK 17 or 21."
                        .formatted(jar.spark().orElse("Spark")));
        return ExitCodes.DONE;
    }
}
