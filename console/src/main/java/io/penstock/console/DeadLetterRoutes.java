package io.penstock.console;

import io.penstock.console.ApiRequests.Replay;
import io.penstock.engine.DeadLetters;
import io.penstock.engine.DeadLetters.DeadLetter;
import io.penstock.engine.DeadLetters.Filter;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters of a pipeline.
 *
 * <pre>
 * GET  /api/pipelines/NAME/dead-letters           ?limit &amp; stage &amp; rule &amp; topic &amp; partition &amp; offset -> [letter]
 * GET  /api/pipelines/NAME/dead-letters/summary   the same                                            -> [group]
 * GET  /api/pipelines/NAME/dead-letters/TOPIC/PARTITION/OFFSET                                        -> [letter]
 * POST /api/pipelines/NAME/dead-letters/replay    {stage?, rule?, topic?, partition?, offset?}        -> report
 * </pre>
 *
 * One record is several letters when several outputs refused it.
 */
final class DeadLetterRoutes {

    private static final int USUAL = 20;
    private static final int MOST = 10_000;

    private final ConsoleServices services;
    private final Workers workers;
    private final Exchange exchange;

    DeadLetterRoutes(ConsoleServices services, Workers workers, Exchange exchange) {
        this.services = services;
        this.workers = workers;
        this.exchange = exchange;
    }

    void addTo(Routes routes) {
        String path = "/api/pipelines/:name/dead-letters";
        routes.get(Role.VIEWER, path, exchange.on(workers.slow(), this::list));
        routes.get(Role.VIEWER, path + "/summary", exchange.on(workers.slow(), this::summary));
        routes.post(Role.EDITOR, path + "/replay", exchange.on(workers.slow(), this::replay));
        routes.get(Role.VIEWER, path + "/:topic/:partition/:offset", exchange.on(workers.slow(), this::show));
    }

    private Object list(RoutingContext request) {
        return shown(of(request).list(filter(request), limit(request)));
    }

    private Object summary(RoutingContext request) {
        return of(request).summary(filter(request), limit(request));
    }

    private Object show(RoutingContext request) {
        Filter filter = new Filter(
                null,
                null,
                request.pathParam("topic"),
                (int) Query.number("partition", request.pathParam("partition"), 0, Integer.MAX_VALUE),
                Query.number("offset", request.pathParam("offset"), 0, Long.MAX_VALUE));
        return shown(of(request).list(filter, MOST));
    }

    private Object replay(RoutingContext request) {
        Replay replay = Query.body(request, Replay.class);
        return of(request)
                .replay(new Filter(replay.stage(), replay.rule(), replay.topic(), replay.partition(), replay.offset()));
    }

    private DeadLetters of(RoutingContext request) {
        return services.engine().deadLetters(services.deployments().pipeline(Query.name(request)));
    }

    private static int limit(RoutingContext request) {
        return (int) Query.number(request, "limit", USUAL, 1, MOST);
    }

    private static Filter filter(RoutingContext request) {
        String partition = Query.find(request, "partition");
        String offset = Query.find(request, "offset");
        return new Filter(
                Query.find(request, "stage"),
                Query.find(request, "rule"),
                Query.find(request, "topic"),
                partition == null ? null : (int) Query.number("partition", partition, 0, Integer.MAX_VALUE),
                offset == null ? null : Query.number("offset", offset, 0, Long.MAX_VALUE));
    }

    private static List<Letter> shown(List<DeadLetter> letters) {
        return letters.stream().map(Letter::of).toList();
    }

    /** A dead letter, its bytes also as text where they are one. */
    record Letter(
            Instant time,
            String source,
            String topic,
            int partition,
            long offset,
            Instant recordTime,
            String stage,
            String rule,
            @Nullable String output,
            String reason,
            @Nullable Bytes key,
            @Nullable Bytes value,
            List<Header> headers) {

        static Letter of(DeadLetter letter) {
            return new Letter(
                    letter.time(),
                    letter.source(),
                    letter.topic(),
                    letter.partition(),
                    letter.offset(),
                    letter.recordTime(),
                    letter.stage(),
                    letter.rule(),
                    letter.output(),
                    letter.reason(),
                    Bytes.of(letter.key()),
                    Bytes.of(letter.value()),
                    letter.headers().stream()
                            .map(header -> new Header(header.getKey(), Bytes.of(header.getValue())))
                            .toList());
        }
    }

    record Header(String name, @Nullable Bytes value) {}
}
