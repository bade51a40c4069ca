package io.penstock.pipeline.lines;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.PatternSyntaxException;

/**
 * Finds the files of a place. A path of a file that is there means that file, whatever its name looks like; else {@code *}, {@code ?},
 * {@code [ab]} and {@code {a,b}} stand for parts of names, of folders, too.
 *
 * <p>A pattern that does not begin with {@code .} or {@code _} finds no such names: files that are still being written have them.
 */
public final class LineFiles {

    private static final String WILD = "*?[{";

    private LineFiles() {}

    /** The files in the order of their paths, at least one. @throws UnreadableFilesException when there are none */
    public static List<Path> find(String place) {
        Path path = Path.of(place);
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        if (Files.isDirectory(path)) {
            throw new UnreadableFilesException(
                    "it is a folder: " + path + ". Name its files, as in " + path.resolve("*"));
        }
        if (!isPattern(place)) {
            throw new UnreadableFilesException(
                    Files.exists(path) ? "it is no file: " + place : "there is no such file: " + place);
        }
        List<Path> found = List.of(Objects.requireNonNull(path.getRoot(), "an absolute path"));
        for (int i = 0; i < path.getNameCount(); i++) {
            found = next(found, path.getName(i).toString(), place);
        }
        List<Path> files = found.stream().filter(Files::isRegularFile).sorted().toList();
        if (files.isEmpty()) {
            throw new UnreadableFilesException("no file has a name like " + place);
        }
        return files;
    }

    private static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> WILD.indexOf(c) >= 0);
    }

    private static List<Path> next(List<Path> folders, String name, String place) {
        List<Path> found = new ArrayList<>();
        for (Path folder : folders) {
            if (!isPattern(name)) {
                found.add(folder.resolve(name));
            } else if (Files.isDirectory(folder)) {
                found.addAll(like(folder, name, place));
            }
        }
        return found;
    }

    private static List<Path> like(Path folder, String name, String place) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, name)) {
            for (Path entry : entries) {
                char first = entry.getFileName().toString().charAt(0);
                if ((first != '.' && first != '_') || name.charAt(0) == first) {
                    found.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of(); // gone meanwhile
        } catch (PatternSyntaxException e) {
            throw new UnreadableFilesException("it is no pattern: " + place, e);
        } catch (IOException | DirectoryIteratorException e) {
            throw new UnreadableFilesException("the folder may not be read: " + folder, e);
        }
        return found;
    }
}
