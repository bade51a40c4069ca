package io.penstock.local;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds all local state: data, logs, checkpoints, catalog, pids and ports. Deleting it resets everything.
 *
 * <p>A home names places and does no I/O until {@link #create()}.
 *
 * @param root absolute and normalized
 */
public record Home(Path root) {

    public static final String FOLDER = ".penstock";
    public static final String VARIABLE = "PENSTOCK_HOME";

    private static final int TOKEN_BYTES = 32;

    public Home {
        root = root.toAbsolutePath().normalize();
    }

    /** The home of the current working folder and environment; it may not exist yet. */
    public static Home find() {
        return find(Path.of(""), System.getenv());
    }

    /**
     * The home named by {@value #VARIABLE}, else the nearest {@value #FOLDER} from the folder upwards, as git looks for its
     * own; where there is none, the place in the folder itself.
     */
    public static Home find(Path workingFolder, Map<String, String> environment) {
        String named = environment.get(VARIABLE);
        if (named != null && !named.isBlank()) {
            return new Home(Path.of(named));
        }
        Path start = workingFolder.toAbsolutePath().normalize();
        for (@Nullable Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(FOLDER))) {
                return new Home(folder.resolve(FOLDER));
            }
        }
        return new Home(start.resolve(FOLDER));
    }

    /**
     * Creates the folders and the token where they are missing.
     *
     * @throws LocalServiceException when the home cannot be written
     */
    public Home create() {
        try {
            for (Path folder : new Path[] {root, run(), logs(), broker(), state(), warehouse(), pipelines()}) {
                Files.createDirectories(folder);
            }
            Files.delete(Files.createTempFile(root, ".writable", null));
            createToken();
            return this;
        } catch (IOException e) {
            boolean full = String.valueOf(e.getMessage()).contains(ServiceLog.NO_SPACE);
            throw new LocalServiceException(
                    "Cannot use the home folder, %s: %s; set %s to another folder"
                            .formatted(full ? "its disk is full" : "it is not writable", root, VARIABLE),
                    e);
        }
    }

    /** The secret that the runtime's HTTP API asks for. @throws LocalServiceException when there is none */
    public String loadToken() {
        try {
            return Files.readString(token()).strip();
        } catch (IOException e) {
            throw new LocalServiceException(
                    "Cannot read the token of the local services: %s; `penstock up` creates it".formatted(token()), e);
        }
    }

    public boolean exists() {
        return Files.isDirectory(root);
    }

    public Path token() {
        return root.resolve("token");
    }

    /** The ports of this home, kept from one start to the next. */
    public Path settings() {
        return root.resolve("local.json");
    }

    /** Where a service of this home serves on 127.0.0.1, while it does. @param service such as {@code broker} */
    public OptionalInt findPort(String service) {
        return RunFile.find(this, service).filter(RunFile::alive).stream()
                .mapToInt(RunFile::port)
                .findFirst();
    }

    public Path lock() {
        return root.resolve("lock");
    }

    public Path run() {
        return root.resolve("run");
    }

    public Path logs() {
        return root.resolve("logs");
    }

    public Path log(String service) {
        return logs().resolve(service + ".log");
    }

    /** What a service writes to its standard output and error; empty unless something is wrong. */
    public Path output(String service) {
        return logs().resolve(service + ".out");
    }

    /** What a service keeps for as long as it runs, native libraries among it; emptied when it starts. */
    public Path temporary(String service) {
        return root.resolve("tmp").resolve(service);
    }

    public Path broker() {
        return root.resolve("broker");
    }

    /** What the Hive Metastore keeps; there once a Hive table was used. */
    public Path metastore() {
        return root.resolve("metastore");
    }

    /** What the search service keeps; there once an index was used. */
    public Path search() {
        return root.resolve("search");
    }

    public Path state() {
        return root.resolve("state");
    }

    public Path warehouse() {
        return root.resolve("warehouse");
    }

    public Path catalogFile() {
        return root.resolve("catalog.db");
    }

    public Path pipelines() {
        return root.resolve("pipelines");
    }

    private void createToken() throws IOException {
        if (Files.exists(token())) {
            return;
        }
        byte[] secret = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(secret);
        Path written = Files.createTempFile(
                root,
                ".token",
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(written, HexFormat.of().formatHex(secret));
            Files.createLink(
                    token(), written); // appears complete and never replaces the token of a process that was faster
        } catch (FileAlreadyExistsException e) {
            return;
        } finally {
            Files.deleteIfExists(written);
        }
    }
}
