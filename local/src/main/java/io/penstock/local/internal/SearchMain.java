package io.penstock.local.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.Plugin;

/**
 * Runs one OpenSearch node as its parent's child: {@code SearchMain <folder> <port>}.
 *
 * <p>OpenSearch's own main wants the folders of its distribution. This one hands the node the same modules from the class path.
 * Talks to its parent over {@link ParentPipe}. Any {@link Error} ends the process, as it does there: a node that has lost a class
 * or its memory answers some requests never.
 */
public final class SearchMain {

    private static final Logger LOG = LogManager.getLogger(SearchMain.class);
    private static final long STOP_SECONDS = 20;
    private static final int FAILED = 1;

    private static final List<String> MODULES = List.of(
            "org.opensearch.transport.Netty4Plugin",
            "org.opensearch.painless.PainlessPlugin",
            "org.opensearch.script.expression.ExpressionPlugin",
            "org.opensearch.script.mustache.MustachePlugin",
            "org.opensearch.analysis.common.CommonAnalysisPlugin",
            "org.opensearch.geo.GeoModulePlugin",
            "org.opensearch.ingest.common.IngestCommonPlugin",
            "org.opensearch.search.aggregations.matrix.MatrixAggregationPlugin",
            "org.opensearch.index.reindex.ReindexPlugin",
            "org.opensearch.percolator.PercolatorPlugin",
            "org.opensearch.join.ParentJoinPlugin",
            "org.opensearch.index.mapper.MapperExtrasPlugin");

    private SearchMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        PrintStream answers = System.out;
        System.setOut(System.err); // whatever OpenSearch prints must not mix with the answers
        java.util.logging.LogManager.getLogManager().reset(); // Lucene says there which of the JDK's features it uses
        Thread.setDefaultUncaughtExceptionHandler(SearchMain::uncaught);
        Path folder = Path.of(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        try {
            Path data = Files.createDirectories(folder.resolve("data"));
            Node node = new ModulesNode(SearchSettings.of(folder, data, port), modules());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "penstock-stop-node"));
            SearchHealth health = new SearchHealth(data, port);
            ParentPipe.follow(answers, health::check);
            node.start();
        } catch (Exception e) {
            fail(e);
        }
        new CountDownLatch(1).await(); // all threads of a node are daemons
    }

    private static List<Class<? extends Plugin>> modules() throws ClassNotFoundException {
        List<Class<? extends Plugin>> modules = new ArrayList<>();
        for (String module : MODULES) {
            modules.add(Class.forName(module).asSubclass(Plugin.class));
        }
        return modules;
    }

    private static void uncaught(Thread thread, Throwable failure) {
        if (failure instanceof Error) {
            fail(failure);
        }
        LOG.warn("uncaught exception in thread {}", thread.getName(), failure);
    }

    /** Ends at once: what has failed might hold up an orderly end. */
    private static void fail(Throwable failure) {
        try {
            System.err.println(ParentPipe.oneLine(failure));
            LOG.fatal("the node cannot go on", failure);
        } finally {
            Runtime.getRuntime().halt(FAILED);
        }
    }

    private static void stop(Node node) {
        try {
            node.close();
            if (!node.awaitClose(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the node has not ended its work within {} s", STOP_SECONDS);
            }
        } catch (IOException e) {
            LOG.warn("the node did not end in order", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            LogManager.shutdown();
        }
    }

    /** A node whose modules come from the class path. */
    private static final class ModulesNode extends Node {

        ModulesNode(Map<String, String> settings, Collection<Class<? extends Plugin>> modules) {
            super(
                    InternalSettingsPreparer.prepareEnvironment(
                            Settings.EMPTY, settings, null, () -> SearchSettings.NODE),
                    modules,
                    true);
        }
    }
}
