package io.penstock.engine.state;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager;

/**
 * A folder of the machine's own file systems. A file is written beside its place, forced to the disk and then linked into
 * place: linking fails when the name is taken.
 */
record LocalStateFolder(Path root) implements StateFolder {

    private static final String TEMPORARY = ".tmp-";

    @Override
    public StateFolder folder(String name) {
        return new LocalStateFolder(root.resolve(name));
    }

    @Override
    public URI location() {
        String uri = root.toUri().toString(); // with a slash at its end where the folder is there
        return URI.create(uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri);
    }

    @Override
    public Optional<Class<? extends CheckpointFileManager>> checkpointFileManager() {
        return Optional.empty();
    }

    @Override
    public String where(String name) {
        return root.resolve(name).toString();
    }

    @Override
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

    @Override
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

    @Override
    public byte[] read(String name) {
        try {
            return Files.readAllBytes(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + root.resolve(name) + ", " + e.getMessage(), e);
        }
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(root.resolve(name));
    }

    @Override
    public void deleteIfExists(String name) {
        try {
            Files.deleteIfExists(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + root.resolve(name) + ", " + e.getMessage(), e);
        }
    }

    @Override
    public List<String> list() {
        return list(Files::isRegularFile);
    }

    @Override
    public List<String> folders() {
        return list(Files::isDirectory);
    }

    private List<String> list(Predicate<Path> kind) {
        try (Stream<Path> files = Files.list(root)) {
            return files.filter(kind)
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

    @Override
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
                ByteBuffer buffer = ByteBuffer.wrap(content);
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

    @Override
    public String toString() {
        return root.toString();
    }
}
