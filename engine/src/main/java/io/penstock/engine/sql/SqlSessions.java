package io.penstock.engine.sql;

import io.penstock.sinks.VirtualCatalog;
import java.io.Closeable;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.apache.iceberg.spark.source.HasIcebergCatalog;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.CatalogPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that statements run in, none of which the engine's queries use.
 *
 * <p>A session opens a catalog, and with it database connections, of its own, and Spark closes neither. So the sessions of
 * read-only statements, which cannot change them, are used again, and the one of a writing statement is closed after it.
 */
final class SqlSessions implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SqlSessions.class);

    private final Supplier<org.apache.spark.sql.SparkSession> factory;
    private final String catalog;
    private final VirtualCatalog.Shown virtual;
    private final Queue<SparkSession> idle = new ConcurrentLinkedQueue<>();

    SqlSessions(Supplier<org.apache.spark.sql.SparkSession> factory, String catalog, VirtualCatalog.Shown virtual) {
        this.factory = factory;
        this.catalog = catalog;
        this.virtual = virtual;
    }

    SparkSession borrow(SqlStatement.Access access) {
        SparkSession known = access == SqlStatement.Access.READ_ONLY ? idle.poll() : null;
        return known == null ? create() : known;
    }

    void giveBack(SparkSession session, SqlStatement.Access access) {
        if (access == SqlStatement.Access.READ_ONLY) {
            idle.add(session);
        } else {
            close(session);
        }
    }

    private SparkSession create() {
        SparkSession session = (SparkSession) factory.get();
        virtual.to(session);
        session.conf().set("spark.sql.runSQLOnFiles", "false");
        session.conf().set("spark.sql.ansi.enabled", "true");
        // else '${env:AWS_SECRET_ACCESS_KEY}' in a statement is replaced by its value before it is parsed
        session.conf().set("spark.sql.variable.substitute", "false");
        // a broadcast passes through the driver's heap, which the pipelines share; the default is 8 GB
        session.conf().set("spark.sql.maxBroadcastTableSize", "256MB");
        return session;
    }

    private void close(SparkSession session) {
        SparkSession.setActiveSession(session); // catalogs are found by the settings of the active session
        try {
            CatalogPlugin plugin = session.sessionState().catalogManager().catalog(catalog);
            if (plugin instanceof HasIcebergCatalog iceberg
                    && iceberg.icebergCatalog() instanceof Closeable closeable) {
                closeable.close();
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("catalog of a SQL session did not close");
        } finally {
            SparkSession.clearActiveSession();
        }
    }

    @Override
    public void close() {
        for (SparkSession session = idle.poll(); session != null; session = idle.poll()) {
            close(session);
        }
        virtual.close();
    }
}
