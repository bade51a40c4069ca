/**
 * Hadoop's file systems for the local disk, without the processes that they start.
 *
 * <p>Without its native library, which few have, Hadoop runs {@code chmod} for each file it creates, {@code readlink} for each it
 * renames and {@code ls} for each it lists: some thirty processes for a small batch. {@link io.penstock.engine.localfs.LocalFiles} does the
 * same by calls to the system. Files, checksums and permissions are the same, so either reads what the other has written.
 */
@NullMarked
package io.penstock.engine.localfs;

import org.jspecify.annotations.NullMarked;
