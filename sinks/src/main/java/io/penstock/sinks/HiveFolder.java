package io.penstock.sinks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a Hive table and what we keep in it, out of the sight of readers, who leave names with a leading dot alone:
 *
 * <pre>
 * clicks.3f2a….17.…                              a file of batch 17
 * .penstock/staging/clicks/3f2a…/18/clicks.…     files of a batch that is not committed
 * .penstock/commits/clicks/3f2a…/000000000017    the commit record of batch 17
 * </pre>
 *
 * <p>A move within it is one atomic step of a file system, but not of an object store, which is why those are refused.
 */
final class HiveFolder {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OURS = ".penstock";

    private final Path root;
    private final FileSystem files;

    HiveFolder(Path root, Configuration conf) {
        this.root = root;
        try {
            this.files = root.getFileSystem(conf);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open the folder of a Hive table: " + root, e);
        }
    }

    static Path staging(Path root, BatchIdentity identity) {
        return new Path(
                root, OURS + "/staging/" + identity.query() + "/" + identity.incarnation() + "/" + identity.batch());
    }

    /** What the names of a batch's files begin with. */
    static String prefix(BatchIdentity identity) {
        return identity.query() + "." + identity.incarnation() + "." + identity.batch() + ".";
    }

    private Path commits(String query) {
        return new Path(root, OURS + "/commits/" + query);
    }

    private Path commit(BatchIdentity identity) {
        return new Path(commits(identity.query()), identity.incarnation() + "/%012d".formatted(identity.batch()));
    }

    /** Incarnations of a query's checkpoint that have written here. */
    List<String> incarnations(String query) {
        return list(commits(query)).stream()
                .map(folder -> folder.getPath().getName())
                .toList();
    }

    @Nullable
    Long lastBatch(String query, String incarnation) {
        return list(new Path(commits(query), incarnation)).stream()
                .map(file -> file.getPath().getName())
                .filter(name -> !name.startsWith("."))
                .map(Long::valueOf)
                .max(Long::compare)
                .orElse(null);
    }

    boolean isCommitted(BatchIdentity identity) {
        try {
            return files.exists(commit(identity));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for a commit record in " + root, e);
        }
    }

    /** All commit records, oldest first within a query's incarnation. @throws UncheckedIOException when one is damaged */
    List<HiveCommit> commits() {
        List<HiveCommit> commits = new ArrayList<>();
        for (FileStatus query : list(new Path(root, OURS + "/commits"))) {
            for (FileStatus incarnation : list(query.getPath())) {
                list(incarnation.getPath()).stream()
                        .map(FileStatus::getPath)
                        .filter(path -> !path.getName().startsWith("."))
                        .sorted()
                        .forEach(path -> commits.add(read(path)));
            }
        }
        return commits;
    }

    private HiveCommit read(Path path) {
        try (InputStream in = files.open(path)) {
            return JSON.readValue(in, HiveCommit.class);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the commit record " + path + ", " + e.getMessage(), e);
        }
    }

    /** The table's files by name, as readers see them, with their lengths in bytes. */
    Map<String, Long> visible() {
        Map<String, Long> visible = new TreeMap<>();
        for (FileStatus file : list(root)) {
            String name = file.getPath().getName();
            if (!name.startsWith(".") && !name.startsWith("_")) {
                visible.put(name, file.getLen());
            }
        }
        return visible;
    }

    /**
     * Moves the files of a batch in, and writes its commit record last. Where an earlier attempt has moved some, they stay, and
     * anything else under the batch's prefix is removed first.
     *
     * @param step called after each move
     */
    void commit(BatchIdentity identity, List<HiveFile> batch, Runnable step) {
        try {
            if (!allStaged(identity, batch)) {
                removeOthers(identity, batch);
            }
            for (HiveFile file : batch) {
                move(new Path(staging(root, identity), file.name()), new Path(root, file.name()), file);
                step.run();
            }
            write(HiveCommit.of(identity, batch));
            files.delete(staging(root, identity), true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot commit " + identity + " in " + root + ", " + e.getMessage(), e);
        }
    }

    private boolean allStaged(BatchIdentity identity, List<HiveFile> batch) {
        Set<String> staged = new HashSet<>();
        list(staging(root, identity)).forEach(file -> staged.add(file.getPath().getName()));
        return batch.stream().allMatch(file -> staged.contains(file.name()));
    }

    private void removeOthers(BatchIdentity identity, List<HiveFile> batch) throws IOException {
        List<String> names = batch.stream().map(HiveFile::name).toList();
        for (String name : visible().keySet()) {
            if (name.startsWith(prefix(identity)) && !names.contains(name)) {
                files.delete(new Path(root, name), false);
            }
        }
    }

    private void move(Path staged, Path target, HiveFile file) throws IOException {
        if (files.exists(staged)) {
            files.delete(target, false);
            if (!files.rename(staged, target)) {
                throw new IOException("the file cannot be moved in: " + staged);
            }
        } else if (!files.exists(target) || files.getFileStatus(target).getLen() != file.bytes()) {
            throw new IOException("a prepared file is gone: " + staged);
        }
    }

    private void write(HiveCommit commit) throws IOException {
        Path target = commit(commit.identity());
        Path written = new Path(target.getParent(), "." + target.getName());
        try (OutputStream out = files.create(written, true)) {
            out.write(JSON.writeValueAsBytes(commit));
        }
        if (!files.rename(written, target) && !files.exists(target)) {
            throw new IOException("the commit record cannot be written: " + target);
        }
    }

    int deleteOtherRuns(BatchIdentity identity, String keptRun) {
        return deleteStaged(identity, name -> !name.startsWith(prefix(identity) + keptRun + "."));
    }

    void deleteRun(BatchIdentity identity, String run) {
        deleteStaged(identity, name -> name.startsWith(prefix(identity) + run + "."));
    }

    private int deleteStaged(BatchIdentity identity, Predicate<String> which) {
        int deleted = 0;
        for (FileStatus file : list(staging(root, identity))) {
            if (which.test(file.getPath().getName())) {
                delete(file.getPath());
                deleted++;
            }
        }
        return deleted;
    }

    private void delete(Path path) {
        try {
            files.delete(path, true);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + path, e);
        }
    }

    private List<FileStatus> list(Path folder) {
        try {
            return List.of(files.listStatus(folder));
        } catch (FileNotFoundException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    static String text(HiveFile file) {
        try {
            return JSON.writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static HiveFile parse(String text) {
        try {
            return JSON.readValue(text, HiveFile.class);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot read a file record of a Hive table", e);
        }
    }
}
