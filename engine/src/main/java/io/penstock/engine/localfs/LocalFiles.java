package io.penstock.engine.localfs;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/** Hadoop's local files, with permissions and links by calls to the system. Only where it has POSIX permissions. */
final class LocalFiles extends RawLocalFileSystem {

    @Override
    public void setPermission(Path path, FsPermission permission) throws IOException {
        if (permission.getStickyBit()) {
            super.setPermission(path, permission); // Java has no name for it
            return;
        }
        String symbols = permission.getUserAction().SYMBOL
                + permission.getGroupAction().SYMBOL
                + permission.getOtherAction().SYMBOL;
        Files.setPosixFilePermissions(pathToFile(path).toPath(), PosixFilePermissions.fromString(symbols));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        File file = pathToFile(path);
        PosixFileAttributes attributes = attributes(file);
        return new FileStatus(
                attributes.isDirectory() ? 0 : attributes.size(),
                attributes.isDirectory(),
                1,
                getDefaultBlockSize(path),
                attributes.lastModifiedTime().toMillis(),
                attributes.lastAccessTime().toMillis(),
                FsPermission.valueOf("-" + PosixFilePermissions.toString(attributes.permissions())),
                attributes.owner().getName(),
                attributes.group().getName(),
                new Path(file.getPath()).makeQualified(getUri(), getWorkingDirectory()));
    }

    private static PosixFileAttributes attributes(File file) throws IOException {
        try {
            return Files.readAttributes(file.toPath(), PosixFileAttributes.class);
        } catch (NoSuchFileException e) {
            FileNotFoundException notFound = new FileNotFoundException("File " + file + " does not exist");
            notFound.initCause(e);
            throw notFound;
        }
    }

    @Override
    public FileStatus getFileLinkStatus(Path path) throws IOException {
        return Files.isSymbolicLink(pathToFile(path).toPath()) ? super.getFileLinkStatus(path) : getFileStatus(path);
    }
}
