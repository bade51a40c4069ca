package io.penstock.engine.file;

/**
 * A file as it was when its lines were counted.
 *
 * @param path absolute
 * @param bytes its size, packed where it is
 * @param modifiedMillis when it was last written; the time of its records
 * @param lines how many there are
 * @param hash of its bytes
 */
public record LineFile(String path, long bytes, long modifiedMillis, long lines, String hash) {

    /** Whether a look at the folder finds no difference. */
    boolean looksLike(LineFile other) {
        return path.equals(other.path) && bytes == other.bytes && modifiedMillis == other.modifiedMillis;
    }
}
