package io.penstock.local;

import java.io.IOException;
import java.nio.file.Files;
import java.util.OptionalLong;

/** Refuses a start that cannot end well, before anything runs. */
final class Preflight {

    static final long NEEDED_DISK_MIB = 256;
    static final long NEEDED_MEMORY_MIB = 1_200; // broker and runtime right after their start
    static final long NEEDED_SEARCH_MIB = 450; // likewise

    private static final long FULL_BYTES = 16 * 1024;
    private static final long BYTES_PER_MIB = 1024 * 1024;

    private Preflight() {}

    static void requireDisk(Home home) {
        try {
            requireDisk(home, Files.getFileStore(home.root()).getUsableSpace() / BYTES_PER_MIB);
        } catch (IOException e) {
            throw new LocalServiceException("Cannot tell how much space the home folder has: " + home.root(), e);
        }
    }

    static void requireDisk(Home home, long freeMib) {
        if (freeMib < NEEDED_DISK_MIB) {
            throw new LocalServiceException(
                    "Cannot start the local services, the disk of %s is full: %d MiB are free, %d MiB are needed; free some or set %s to a folder on another disk"
                            .formatted(home.root(), freeMib, NEEDED_DISK_MIB, Home.VARIABLE));
        }
    }

    /** Whether the home's disk has no room for as much as a log line or two. */
    static boolean full(Home home) {
        return home.exists() && home.root().toFile().getUsableSpace() < FULL_BYTES;
    }

    static void requireMemory() {
        requireMemory(Memory.availableMib(), NEEDED_MEMORY_MIB);
    }

    /** {@link #requireMemory()}, for all services that the home has. */
    static void requireMemory(Home home) {
        requireMemory(Memory.availableMib(), NEEDED_MEMORY_MIB + (Search.used(home) ? NEEDED_SEARCH_MIB : 0));
    }

    static void requireMemory(OptionalLong availableMib, long neededMib) {
        if (availableMib.isPresent() && availableMib.getAsLong() < neededMib) {
            throw new LocalServiceException(
                    "Cannot start the local services, there is too little memory: %d MiB are available, %d MiB are needed; close other programs"
                            .formatted(availableMib.getAsLong(), neededMib));
        }
    }
}
