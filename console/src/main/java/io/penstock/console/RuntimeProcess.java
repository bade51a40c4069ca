package io.penstock.console;

import io.penstock.engine.Engine;
import io.penstock.engine.EngineSettings;
import io.penstock.engine.deploy.Deployments;
import io.penstock.engine.deploy.RunStarter;
import io.penstock.engine.driver.Drivers;
import io.penstock.engine.sql.SqlService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that runs in the runtime's process. Made by {@link #start}, which returns when requests are served; {@link #close}
 * ends it in the opposite order: no more requests, batches to their end, Spark.
 */
final class RuntimeProcess implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuntimeProcess.class);

    private final RuntimeHome home;
    private final Engine engine;
    private final SqlService sql;
    private final Deployments deployments;
    private final ConsoleServer server;
    private boolean closed;

    private RuntimeProcess(
            RuntimeHome home, Engine engine, SqlService sql, Deployments deployments, ConsoleServer server) {
        this.home = home;
        this.engine = engine;
        this.sql = sql;
        this.deployments = deployments;
        this.server = server;
    }

    static RuntimeProcess start(RuntimeOptions options, Runnable whenAskedToStop) {
        RuntimeHome home = new RuntimeHome(options.home());
        String token = home.loadToken();
        EngineSettings settings = home.engineSettings(options);
        Engine engine = Engine.open(settings);
        Deployments deployments = Deployments.open(
                engine, RunStarter.sparing(engine, new Drivers(settings, home.logs())), home.pipelines());
        SqlService sql = engine.sql(deployments::pipelines);
        ConsoleServices services =
                new ConsoleServices(engine, deployments, sql, settings.kafka(), home.root(), token, home.log());
        ConsoleServer server = ConsoleServer.start(services, options.port(), whenAskedToStop);
        home.announce(server.port());
        LOG.atInfo().addKeyValue("port", server.port()).log("runtime serves");
        if (options.resume()) {
            deployments.resume();
        }
        return new RuntimeProcess(home, engine, sql, deployments, server);
    }

    int port() {
        return server.port();
    }

    /** A second call waits for the end of the first: a signal and the parent's end often come together. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            home.withdraw();
            sql.close();
            server.close();
            deployments.close();
            engine.close();
            LOG.atInfo().log("runtime ended");
        }
    }
}
