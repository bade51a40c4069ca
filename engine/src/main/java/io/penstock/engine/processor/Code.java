package io.penstock.engine.processor;

import io.penstock.api.Processor;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A class and the jars that it is looked for in. What this process has goes before what the jars have.
 *
 * <p>Jars with other contents are another class loader's, so that two pipelines may use two versions of a class. Without jars the
 * class comes from where this one does: on a cluster, Spark has brought the jars there.
 *
 * @param className the class
 * @param jars the jars, on the disk of this machine
 */
public record Code(String className, List<Jar> jars) implements Serializable {

    private static final Map<List<Jar>, WeakReference<ClassLoader>> LOADERS = new HashMap<>();

    public Code {
        jars = List.copyOf(jars);
    }

    /** @param path absolute @param hash of the content */
    public record Jar(String path, String hash) implements Serializable {

        /** @throws UncheckedIOException when it cannot be read */
        public static Jar at(Path path) {
            return new Jar(path.toString(), sha256(path));
        }
    }

    /** SHA-256 of a file, in hexadecimal digits. @throws UncheckedIOException when it cannot be read */
    static String sha256(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read jar " + file + ": " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Changes with the contents of the jars, wherever they lie. */
    public String version() {
        return jars.stream().map(Jar::hash).collect(Collectors.joining(" "));
    }

    /** A new instance of the class. */
    Processor create() throws InvalidProcessorException {
        Class<?> found = load();
        if (!Processor.class.isAssignableFrom(found)) {
            throw new InvalidProcessorException(
                    "is no processor: " + className, "have it implement " + Processor.class.getName(), null);
        }
        try {
            return (Processor) found.getConstructor().newInstance();
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new InvalidProcessorException(
                    "has no public constructor without parameters: " + className,
                    "it has to be a public class that is not abstract; settings come to its open",
                    e);
        } catch (InvocationTargetException e) {
            throw new InvalidProcessorException("cannot be created: " + e.getCause(), null, e);
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    private Class<?> load() throws InvalidProcessorException {
        try {
            return Class.forName(className, true, loader(jars));
        } catch (ClassNotFoundException e) {
            throw new InvalidProcessorException(
                    "is in none of the jars: " + className, "name the jar that holds it: 'jars: [lib/fraud.jar]'", e);
        } catch (LinkageError e) {
            throw unlinked(e);
        }
    }

    private InvalidProcessorException unlinked(LinkageError e) {
        return new InvalidProcessorException(
                "cannot be loaded: " + e, "add the jars that it needs to 'jars', and compile it for Java 17", e);
    }

    private static synchronized ClassLoader loader(List<Jar> jars) {
        ClassLoader ours = Code.class.getClassLoader();
        if (jars.isEmpty()) {
            return ours;
        }
        WeakReference<ClassLoader> known = LOADERS.get(jars);
        @Nullable ClassLoader loader = known == null ? null : known.get();
        if (loader == null) {
            loader = new URLClassLoader(
                    "penstock-jars", jars.stream().map(Code::url).toArray(URL[]::new), ours);
            LOADERS.put(jars, new WeakReference<>(loader)); // goes with the last processor that it has loaded
        }
        return loader;
    }

    private static URL url(Jar jar) {
        try {
            return Path.of(jar.path).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
