package io.penstock.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Held by the one process that looks after the services of a home; the system frees it when that process ends. */
final class HomeLock implements AutoCloseable {

    // the system's locks belong to processes, and closing any channel of the file would free the lock of this one
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private HomeLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** The lock, or nothing when another process or this one has it. */
    static Optional<HomeLock> tryLock(Home home) {
        Path file = home.lock();
        if (!HELD_HERE.add(file)) {
            return Optional.empty();
        }
        @Nullable FileLock lock = null;
        try {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new HomeLock(file, channel));
        } catch (IOException e) {
            throw new LocalServiceException("Cannot lock the home folder: " + file, e);
        } finally {
            if (lock == null) {
                HELD_HERE.remove(file);
            }
        }
    }

    @Override
    public void close() {
        if (!channel.isOpen()) { // the home may belong to somebody else by now
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw new LocalServiceException("Cannot unlock the home folder: " + file, e);
        } finally {
            HELD_HERE.remove(file);
        }
    }
}
