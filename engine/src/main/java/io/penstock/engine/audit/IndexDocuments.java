package io.penstock.engine.audit;

import io.penstock.sinks.search.SearchIndex;
import io.penstock.sinks.search.SearchSettings;
import java.util.Collections;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;

/**
 * The documents of an index, each task's part of them.
 *
 * <p>Memory: a page of documents for each task.
 */
final class IndexDocuments implements FlatMapFunction<Long, String> {

    private static final long serialVersionUID = 1;
    private static final int MOST = 1024; // parts that OpenSearch allows

    private final SearchSettings search;
    private final String index;
    private final int parts;

    private IndexDocuments(SearchSettings search, String index, int parts) {
        this.search = search;
        this.index = index;
        this.parts = parts;
    }

    /** All that searches see when they are read, as JSON. */
    static Dataset<String> of(SparkSession session, SearchSettings search, String index) {
        int parts = Math.min(session.sparkContext().defaultParallelism(), MOST);
        return session.range(0, parts, 1, parts).flatMap(new IndexDocuments(search, index, parts), Encoders.STRING());
    }

    @Override
    public Iterator<String> call(Long part) {
        SearchIndex found = SearchIndex.find(search, index);
        if (found == null) {
            return Collections.emptyIterator();
        }
        Stream<String> sources = found.sources(part.intValue(), parts);
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> sources.close());
        return sources.iterator();
    }
}
