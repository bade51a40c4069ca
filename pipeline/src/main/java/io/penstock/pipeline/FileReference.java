package io.penstock.pipeline;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Rows of a file, read anew from time to time.
 *
 * @param file an absolute path or a location with a scheme, once {@link PipelineLoader} has loaded it
 */
public record FileReference(
        @Key(
                        value =
                                "The file, or a folder of files: a path seen from the folder of the pipeline's file, or a location that every"
                                        + " process of a cluster can read. It is read whole; put a new one in its place by a rename.",
                        example = "zones.csv",
                        notation = Notation.FILE)
                String file,
        @Key(
                        value =
                                "Its columns as Spark writes them in DDL; of a CSV file, in the order of the fields; of a GeoJSON file, the properties"
                                        + " of its features, to which a column `geometry` is added.",
                        example = "id INT, borough STRING",
                        notation = Notation.SCHEMA)
                String schema,
        @Key(
                        value =
                                "How it is written: `csv`, `json` with an object in each line, `parquet`, or `geojson` with areas on the"
                                        + " map.",
                        example = "parquet",
                        defaultsTo = "csv")
                FileFormat format,
        @Key(
                        value =
                                "Whether the first line of a CSV file has the names of the columns. They have to be those of `schema`.",
                        example = "false",
                        defaultsTo = "true")
                boolean header,
        @Key(
                        value = "The character between two fields of a CSV file.",
                        example = "\";\"",
                        defaultsTo = ",",
                        notation = Notation.CHARACTER)
                String delimiter,
        @Key(
                        value =
                                "How old its rows may be: a batch that begins later reads the file again. One that cannot be read leaves the"
                                        + " rows as they are, and is told in the log.",
                        example = "10 minutes",
                        defaultsTo = "1 hour",
                        notation = Notation.DURATION)
                Duration refresh)
        implements Reference {

    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

    @Override
    public String origin() {
        return file;
    }

    /** The same, with a path seen from the folder of a pipeline's file. */
    FileReference seenFrom(String pipelineFile) {
        String seen = seenFrom(file, pipelineFile);
        return seen.equals(file) ? this : at(seen);
    }

    /** A path that a pipeline's file names, as it is seen from the folder of that file; a location stays what it is. */
    static String seenFrom(String path, String pipelineFile) {
        if (SCHEME.matcher(path).matches()) {
            return path;
        }
        if (SCHEME.matcher(pipelineFile).matches()) {
            return path.startsWith("/") ? path : pipelineFile.substring(0, pipelineFile.lastIndexOf('/') + 1) + path;
        }
        return Path.of(pipelineFile)
                .toAbsolutePath()
                .resolveSibling(path)
                .normalize()
                .toString();
    }

    /** The same rows from another place. */
    public FileReference at(String place) {
        return new FileReference(place, schema, format, header, delimiter, refresh);
    }
}
