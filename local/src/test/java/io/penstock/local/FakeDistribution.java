package io.penstock.local;

import io.penstock.console.RuntimeMain;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A library folder whose runtime is {@link RuntimeMain}; the broker is the real one. */
final class FakeDistribution {

    private FakeDistribution() {}

    static void install(Path folder) throws IOException {
        Path runtime = Files.createDirectories(folder.resolve("runtime"));
        Files.writeString(runtime.resolve("jvm.options"), "-Xmx64m\n-XX:+UseSerialGC\n");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(runtime.resolve("runtime.jar")))) {
            for (Class<?> type : List.of(RuntimeMain.class)) {
                String entry = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(entry));
                try (InputStream bytes = type.getResourceAsStream("/" + entry)) {
                    bytes.transferTo(jar);
                }
            }
        }
        System.setProperty(Distribution.LIBRARY_PROPERTY, folder.toString());
    }
}
