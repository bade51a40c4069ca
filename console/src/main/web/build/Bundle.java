import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * Makes of the console's TypeScript and CSS what a browser loads: bundled by esbuild, named by content, and compressed beside it.
 *
 * <p>Run by the build as one file of source, with four folders: the web sources, esbuild's own, those of the libraries, and where the
 * result goes.
 */
final class Bundle {

    private static final String ENTRY = "app";
    private static final List<String> COMPRESSED = List.of(".js", ".css", ".html", ".svg");

    private Bundle() {}

    public static void main(String[] folders) throws IOException, InterruptedException {
        Path sources = Path.of(folders[0]);
        Path libraries = link(Path.of(folders[2]));
        Path result = Path.of(folders[3]);
        delete(result);
        Files.createDirectories(result);
        run(findEsbuild(Path.of(folders[1])), sources, libraries, result);
        writeIndex(sources, result);
        compress(result);
    }

    /** The libraries as esbuild looks for them: {@code node_modules/NAME}, out of {@code …/webjars/NAME/VERSION} and {@code …/_static/NAME/VERSION}. */
    private static Path link(Path libraries) throws IOException {
        Path modules = libraries.resolve("node_modules");
        Files.createDirectories(modules);
        for (String place : List.of("webjars", "_static")) {
            try (Stream<Path> names = Files.list(libraries.resolve("META-INF/resources/" + place))) {
                for (Path name : names.filter(Files::isDirectory).toList()) {
                    move(name, modules.resolve(name.getFileName()));
                }
            }
        }
        return modules;
    }

    /** Some libraries lie in a folder of their version, and some do not. */
    private static void move(Path library, Path module) throws IOException {
        if (Files.exists(module)) {
            return;
        }
        try (Stream<Path> versions = Files.list(library)) {
            Path version = versions.filter(path -> path.getFileName().toString().matches("\\d.*")).findFirst().orElse(library);
            Files.move(version, module);
        }
    }

    private static Path findEsbuild(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Path program = files.filter(file -> file.getFileName().toString().matches("esbuild(\\.exe)?"))
                    .filter(Files::isRegularFile)
                    .findFirst()
                    .orElseThrow(() -> new IOException("Cannot bundle the console, there is no esbuild in " + folder));
            if (!program.toFile().setExecutable(true)) {
                throw new IOException("Cannot bundle the console, esbuild cannot be made executable: " + program);
            }
            return program.toAbsolutePath();
        }
    }

    private static void run(Path esbuild, Path sources, Path libraries, Path result)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                esbuild.toString(),
                sources.resolve(ENTRY + ".tsx").toString(),
                "--bundle",
                "--format=esm",
                "--splitting",
                "--minify",
                "--target=es2022",
                "--jsx=automatic",
                "--jsx-import-source=preact",
                "--alias:tslib=tslib/tslib.es6.js", // its artifact has no package.json
                "--legal-comments=none",
                "--entry-names=assets/[name]-[hash]",
                "--chunk-names=assets/[name]-[hash]",
                "--asset-names=assets/[name]-[hash]",
                "--loader:.svg=file",
                "--log-level=warning",
                "--outdir=" + result));
        ProcessBuilder process = new ProcessBuilder(command).inheritIO();
        process.environment().put("NODE_PATH", libraries.toAbsolutePath().toString());
        int exit = process.start().waitFor();
        if (exit != 0) {
            throw new IOException("Cannot bundle the console, esbuild ended with " + exit);
        }
    }

    /** The page, with the names that the bundles have got. */
    private static void writeIndex(Path sources, Path result) throws IOException {
        Path icon = sources.resolve("icon.svg");
        String iconName = "icon-%08x.svg".formatted(Files.readString(icon).hashCode());
        Files.copy(icon, result.resolve("assets").resolve(iconName), StandardCopyOption.REPLACE_EXISTING);
        String page = Files.readString(sources.resolve("index.html"));
        for (Map.Entry<String, String> name : Map.of(
                        "@script@", find(result, ".js"), "@style@", find(result, ".css"), "@icon@", iconName)
                .entrySet()) {
            page = page.replace(name.getKey(), name.getValue());
        }
        Files.writeString(result.resolve("index.html"), page);
    }

    private static String find(Path result, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(result.resolve("assets"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches(ENTRY + "-[A-Z0-9]+\\" + suffix))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static void compress(Path result) throws IOException {
        try (Stream<Path> files = Files.walk(result)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (COMPRESSED.stream().anyMatch(file.toString()::endsWith)) {
                    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(file + ".gz")))) {
                        out.write(Files.readString(file).getBytes(StandardCharsets.UTF_8));
                    }
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
