package io.penstock.pipeline.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the secrets and certificates are that a profile names: environment variables and files. Reads anew each time, and
 * keeps nothing. Thread-safe.
 */
public final class SecretSource {

    private static final int MAX_BYTES = 1 << 20;

    private final Map<String, String> environment;
    private final Path folder;

    private SecretSource(Map<String, String> environment, Path folder) {
        this.environment = environment;
        this.folder = folder;
    }

    /** The variables of this process, and files, whose relative paths start from its working folder. */
    public static SecretSource ofProcess() {
        return new SecretSource(System.getenv(), Path.of(""));
    }

    /**
     * Other variables.
     *
     * @param folder where relative paths start
     */
    public static SecretSource of(Map<String, String> environment, Path folder) {
        return new SecretSource(Map.copyOf(environment), folder);
    }

    /** @throws MissingSecretException if the variable is not set or empty */
    String environment(String name) {
        String value = environment.get(name);
        if (value == null) {
            throw missing("environment variable is not set", name, null);
        } else if (value.isEmpty()) {
            throw missing("environment variable is empty", name, null);
        }
        return value;
    }

    /**
     * The content of a file of UTF-8 text without the line end that stands last.
     *
     * @throws MissingSecretException if the file cannot be read or is empty
     */
    String file(String path) {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(folder.resolve(path))) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        } catch (NoSuchFileException e) {
            throw missing("file is not there", path, e);
        } catch (IOException | InvalidPathException e) {
            throw missing("file cannot be read", path, e);
        }
        if (bytes.length > MAX_BYTES) {
            throw missing("file is larger than %,d bytes".formatted(MAX_BYTES), path, null);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw missing("file is not UTF-8", path, e);
        }
        String value = text.replaceFirst("\\r?\\n\\z", "");
        if (value.isEmpty()) {
            throw missing("file is empty", path, null);
        }
        return value;
    }

    private static MissingSecretException missing(String reason, String name, @Nullable Throwable cause) {
        return new MissingSecretException("Cannot use profile, %s: %s".formatted(reason, name), cause);
    }
}
