package io.penstock.engine.deploy;

import io.penstock.engine.state.StateFolder;
import io.penstock.pipeline.Pipeline;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps the jars of pipelines under names that are made of their contents: a file that is there is never written again, so that who
 * has loaded classes from it can go on.
 */
final class JarStore {

    private static final String SUFFIX = ".jar";

    private final Path place;
    private final StateFolder folder;

    JarStore(Path folder) {
        this.place = folder.toAbsolutePath();
        this.folder = StateFolder.local(folder);
    }

    /** Keeps jars. @param contents by the path that the pipeline's file has @return where they are, by the same paths */
    Map<String, String> keep(Map<String, byte[]> contents) {
        Map<String, String> kept = new TreeMap<>();
        contents.forEach((path, content) -> {
            String name = hash(content) + SUFFIX;
            if (!folder.exists(name)) {
                folder.replace(name, content);
            }
            kept.put(path, at(name));
        });
        return kept;
    }

    /** Where a jar of that name is. */
    String at(String name) {
        return place.resolve(name).toString();
    }

    /** The name of a jar that is here. */
    static String name(String at) {
        return String.valueOf(Path.of(at).getFileName());
    }

    /** Removes what nobody uses. @param used names */
    void deleteOthers(Set<String> used) {
        folder.list().stream()
                .filter(name -> name.endsWith(SUFFIX) && !used.contains(name))
                .forEach(folder::deleteIfExists);
    }

    /** The pipeline with its jars where they are kept; those that are not kept are as the file has them. */
    static Pipeline locate(Pipeline pipeline, Map<String, String> kept) {
        return pipeline.withJars(
                pipeline.jars().stream().map(jar -> kept.getOrDefault(jar, jar)).toList());
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
