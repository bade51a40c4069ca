package io.penstock.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The runtime without local services, as a child of this process: one on the home's tables, which checks and queries and has a
 * metastore where the home has one, or one on what a profile names, which runs pipelines too.
 */
final class LoneRuntime implements RunningServices {

    private static final String RUN_NO_PIPELINE = "--no-resume";

    private final HomeLock lock;
    private final @Nullable Metastore metastore;
    private final RuntimeService runtime;
    private final Thread hook = new Thread(this::close, "penstock-stop");

    private LoneRuntime(HomeLock lock, @Nullable Metastore metastore, RuntimeService runtime) {
        this.lock = lock;
        this.metastore = metastore;
        this.runtime = runtime;
    }

    /** @throws LocalServiceException when another process has the home, or the runtime cannot be started */
    static LoneRuntime start(Home home) {
        String nobody = Ports.LOOPBACK + ":" + LocalPorts.load(home).kafka();
        Metastore metastore = Metastore.in(home, Ports.anyFree());
        List<String> where = List.of(
                "--bootstrap",
                nobody,
                "--metastore",
                metastore.uri(),
                "--search",
                Search.in(home, Ports.anyFree()).uri());
        return start(home, List.of(Distribution.runtimeLibrary()), where, Metastore.used(home) ? metastore : null);
    }

    /**
     * @param home keeps the logs, and is not that of the local stack
     * @throws LocalServiceException when another process has the home, or the runtime cannot be started
     */
    static LoneRuntime start(Home home, Path profile) {
        List<Path> libraries = List.of(Distribution.runtimeLibrary(), Distribution.amazonLibrary());
        return start(home, libraries, List.of("--profile", profile.toString()), null);
    }

    private static LoneRuntime start(
            Home home, List<Path> libraries, List<String> where, @Nullable Metastore metastore) {
        HomeLock lock = HomeLock.tryLock(home)
                .orElseThrow(() -> new LocalServiceException(
                        "Cannot start a runtime, another process looks after the local services: " + home.root()));
        List<String> further = new ArrayList<>(where);
        further.add(RUN_NO_PIPELINE);
        RuntimeService runtime = new RuntimeService(home, libraries, Ports.ANY, further);
        LoneRuntime started = new LoneRuntime(lock, metastore, runtime);
        Runtime.getRuntime().addShutdownHook(started.hook);
        try {
            runtime.begin();
            if (started.metastore != null) {
                started.metastore.start();
            }
            runtime.start();
            return started;
        } catch (RuntimeException e) {
            started.close();
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        runtime.close();
        if (metastore != null) {
            metastore.close();
        }
        lock.close();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the hook is what runs
        }
    }
}
