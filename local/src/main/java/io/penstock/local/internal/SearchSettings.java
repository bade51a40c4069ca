package io.penstock.local.internal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The settings of a single OpenSearch node on a machine that does other things as well. */
final class SearchSettings {

    static final String NODE = "penstock";

    /** Below this an index takes no more documents, so that it can still be read and deleted from. */
    static final int FULL_DISK_MIB = 128;

    private static final int MOST_PROCESSORS = 4; // each brings threads and their buffers

    private SearchSettings() {}

    static Map<String, String> of(Path folder, Path data, int port) {
        int processors = Math.min(MOST_PROCESSORS, Runtime.getRuntime().availableProcessors());
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("cluster.name", "penstock");
        settings.put("node.name", NODE);
        settings.put("path.home", folder.toString());
        settings.put("path.data", data.toString());
        settings.put("discovery.type", "single-node");
        // nobody but this machine; HTTP without CORS, which is the default
        settings.put("network.host", "127.0.0.1");
        settings.put("http.port", Integer.toString(port));
        settings.put("transport.port", "0"); // between nodes: there are no others
        // a mistyped name must not become an index
        settings.put("action.auto_create_index", "false");
        // a page in a browser can send a POST without a body: it must not close every index
        settings.put("action.destructive_requires_name", "true");
        settings.put("http.max_content_length", "32mb"); // a sixteenth of the heap
        // in MiB, as shares of a large disk would stop a laptop with many gigabytes left
        settings.put("cluster.routing.allocation.disk.watermark.low", 3 * FULL_DISK_MIB + "mb");
        settings.put("cluster.routing.allocation.disk.watermark.high", 2 * FULL_DISK_MIB + "mb");
        settings.put("cluster.routing.allocation.disk.watermark.flood_stage", FULL_DISK_MIB + "mb");
        settings.put("cluster.info.update.interval", "10s"); // when it looks at the disk; also until it writes again
        // counts what requests need; the JVM's own figure has garbage in it, which this collector leaves until it must
        settings.put("indices.breaker.total.use_real_memory", "false");
        settings.put("node.processors", Integer.toString(processors));
        return settings;
    }
}
