package io.penstock.local;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The runtime without a broker, as a child of this process: it checks and queries, and runs no pipeline. It has a metastore where the home has one. */
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
        HomeLock lock = HomeLock.tryLock(home)
                .orElseThrow(() -> new LocalServiceException(
                        "Cannot start a runtime, another process looks after the local services: " + home.root()));
        String nobody = Ports.LOOPBACK + ":" + LocalPorts.load(home).kafka();
        Metastore metastore = Metastore.in(home, Ports.anyFree());
        RuntimeService runtime = new RuntimeService(
                home, Distribution.runtimeLibrary(), nobody, metastore.uri(), Ports.ANY, List.of(RUN_NO_PIPELINE));
        LoneRuntime started = new LoneRuntime(lock, Metastore.used(home) ? metastore : null, runtime);
        Runtime.getRuntime().addShutdownHook(started.hook);
        try {
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
