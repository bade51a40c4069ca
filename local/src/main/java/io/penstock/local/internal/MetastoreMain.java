package io.penstock.local.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.hive.conf.HiveConf;
import org.apache.hadoop.hive.metastore.HiveMetaStore;
import org.apache.hadoop.hive.metastore.IHMSHandler;
import org.apache.hadoop.hive.metastore.TSetIpAddressProcessor;
import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.server.TServer;
import org.apache.thrift.server.TThreadPoolServer;
import org.apache.thrift.transport.TServerSocket;

/**
 * Runs a Hive Metastore over Thrift as its parent's child: {@code MetastoreMain <folder> <warehouse> <port>}.
 *
 * <p>Hive's own main listens on all interfaces whatever it is told, so this one starts Hive's handler behind a socket on
 * 127.0.0.1. The tables' descriptions lie in an embedded Derby below the folder. Talks to its parent over {@link ParentPipe}.
 */
public final class MetastoreMain {

    private static final int MIN_THREADS = 1;
    private static final int MAX_THREADS = 64; // a connection holds one

    private MetastoreMain() {}

    public static void main(String[] arguments) throws IOException, TException, ReflectiveOperationException {
        PrintStream answers = System.out;
        System.setOut(System.err); // whatever Hive prints must not mix with the answers
        Path folder = Path.of(arguments[0]);
        Files.createDirectories(folder);
        System.setProperty(
                "derby.stream.error.file", folder.resolve("derby.log").toString());
        HiveConf settings = settings(folder, Path.of(arguments[1]));
        IHMSHandler handler = HiveMetaStore.newRetryingHMSHandler(
                new HiveMetaStore.HMSHandler("penstock", settings, false), settings);
        InetSocketAddress address =
                new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(arguments[2]));
        TServer server = new TThreadPoolServer(new TThreadPoolServer.Args(new TServerSocket(address))
                .processor(new TSetIpAddressProcessor<>(handler))
                .protocolFactory(new TBinaryProtocol.Factory())
                .minWorkerThreads(MIN_THREADS)
                .maxWorkerThreads(MAX_THREADS));
        ParentPipe.follow(answers, () -> check(server, handler));
        server.serve();
    }

    private static HiveConf settings(Path folder, Path warehouse) {
        HiveConf conf = new HiveConf();
        conf.setVar(
                HiveConf.ConfVars.METASTORECONNECTURLKEY,
                "jdbc:derby:;databaseName=" + folder.resolve("derby") + ";create=true");
        conf.setVar(HiveConf.ConfVars.METASTOREWAREHOUSE, warehouse.toUri().toString());
        // makes its tables at the first start; the schema is that of the jars that ship together with it
        conf.set("datanucleus.schema.autoCreateAll", "true");
        conf.set("hive.metastore.schema.verification", "false");
        conf.set("datanucleus.connectionPoolingType", "hikaricp");
        conf.set("hive.async.log.enabled", "false");
        conf.set("hive.metastore.event.db.notification.api.auth", "false");
        return conf;
    }

    private static String check(TServer server, IHMSHandler handler) {
        if (!server.isServing()) {
            return "it does not listen yet";
        }
        try {
            handler.get_all_databases();
            return "ok";
        } catch (TException e) {
            return ParentPipe.oneLine(e);
        }
    }
}
