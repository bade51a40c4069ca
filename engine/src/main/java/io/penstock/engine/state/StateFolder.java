package io.penstock.engine.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder of small files that appear whole or not at all.
 *
 * <p>A file is written beside its place, forced to the disk and then linked into place: linking fails when the name is taken,
 * which decides between two drivers that believe in the same batch.
 */
public final class StateFolder {

    private static final String TEMPORARY = ".tmp-";

    private final Path root;

    public StateFolder(Path root) {
        this.root = root;
    }

    public Path root() {
        return root;
    }

    public StateFolder folder(String name) {
        return new StateFolder(root.resolve(name));
    }

    /** Creates the file. @throws AlreadyThereException when there is one of that name; it is left as it is */
    public void create(String name, byte[] content) {
        Path temporary = writeTemporary(content);
        try {
            Files.createLink(root.resolve(name), temporary);
            forceFolder();
        } catch (FileAlreadyExistsException e) {
            throw new AlreadyThereException("Cannot create " + root.resolve(name) + ", it is already there", e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + root.resolve(name) + ", " + e.getMessage(), e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Creates the file or takes the place of the one that is there. */
    public void replace(String name, byte[] content) {
        Path temporary = writeTemporary(content);
        try {
            Files.move(temporary, root.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            forceFolder();
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw new UncheckedIOException("Cannot write " + root.resolve(name) + ", " + e.getMessage(), e);
        }
    }

    /** @throws UncheckedIOException with a {@link NoSuchFileException} when there is none */
    public byte[] read(String name) {
        try {
            return Files.readAllBytes(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + root.resolve(name) + ", " + e.getMessage(), e);
        }
    }

    public boolean exists(String name) {
        return Files.exists(root.resolve(name));
    }

    public void deleteIfExists(String name) {
        try {
            Files.deleteIfExists(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + root.resolve(name) + ", " + e.getMessage(), e);
        }
    }

    /** Names of the files in their natural order, without what is half-written; empty where there is no folder. */
    public List<String> list() {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root + ", " + e.getMessage(), e);
        }
    }

    /** Removes the folder with all it holds. @return whether there was one */
    public boolean deleteAll() {
        if (!Files.exists(root)) {
            return false;
        }
        try (Stream<Path> files = Files.walk(root)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + root + ", " + e.getMessage(), e);
        }
    }

    private Path writeTemporary(byte[] content) {
        Path temporary = root.resolve(TEMPORARY + UUID.randomUUID());
        try {
            Files.createDirectories(root);
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(content);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(true);
            }
            return temporary;
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw new UncheckedIOException("Cannot write to " + root + ", " + e.getMessage(), e);
        }
    }

    private void forceFolder() throws IOException {
        try (FileChannel folder = FileChannel.open(root, StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // a hidden temporary file that nobody reads
        }
    }
}
