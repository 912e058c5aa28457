package dev.baton.wire;

import dev.baton.access.CallerAuthentication;
import dev.baton.graph.Fault;
import graphql.ExecutionResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.server.WebGraphQlRequest;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.json.JsonMapper;

/// One operation answered as server-sent events: `next` for each result, then `complete`.
///
/// Where the node ends the stream and another one, or a new token, could go on with it, `complete` is left out: then
/// the client graphql-sse takes it for broken and comes back.
final class EventStream implements Guest {

    private static final byte[] COMMENT = bytes(":\n\n");
    private static final byte[] COME_BACK = bytes(": come back\n\n");
    private static final byte[] COMPLETE = bytes("event:complete\ndata:{}\n\n");
    private static final byte[] NEXT = bytes("event:next\ndata:");
    private static final byte[] END = bytes("\n\n");

    /// Where the end comes in one piece with the last result, graphql-sse 2.6 does not see it and waits for ever.
    private static final Duration SILENCE_BEFORE_END = Duration.ofMillis(250);

    private static final Duration TIME_FOR_LAST_WORDS = Duration.ofSeconds(2);

    private final House house;
    private final CallerAuthentication login;
    private final Line line;
    private final boolean hasSeat;
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile @Nullable Ending why;
    private volatile long endedAt;
    private volatile boolean isStream;
    private volatile long writtenAt = System.nanoTime();

    EventStream(House house, CallerAuthentication login, Line line) {
        this.house = house;
        this.login = login;
        this.line = line;
        this.hasSeat = house.guests().streams().take(login.getPrincipal());
    }

    /// Runs the operation: its events in bytes, as they are asked for.
    Flux<byte[]> events(WebGraphQlRequest operation) {
        String requestId = operation.getId();
        Flux<byte[]> answers = Answer.to(operation, house)
                .flatMapMany(this::answer)
                .onErrorResume(thrown -> Mono.just(errors(Answer.errors(thrown, requestId))));
        Flux<byte[]> events = Flux.concat(Mono.just(COMMENT), hasSeat ? answers : refusal());
        Sinks.Empty<Void> completed = Sinks.empty();
        Flux<byte[]> comments = Flux.interval(house.settings().keepAlive())
                .map(_ -> COMMENT)
                .onBackpressureDrop()
                .takeUntilOther(completed.asMono());
        return Flux.merge(1, events.doOnComplete(completed::tryEmitEmpty), comments)
                // A comment may still wait for the client to read.
                .concatWith(Mono.just(COMPLETE))
                .takeUntilOther(end.asMono())
                .doOnNext(_ -> writtenAt = System.nanoTime())
                .concatWith(Flux.defer(this::lastWords));
    }

    @Override
    public CallerAuthentication login() {
        return login;
    }

    @Override
    public synchronized void end(Ending reason) {
        if (why == null) {
            endedAt = System.nanoTime();
            why = reason;
            end.tryEmitEmpty();
        }
    }

    @Override
    public void cut() {
        line.cut();
    }

    @Override
    public boolean isBusy() {
        return !isStream;
    }

    @Override
    public long subscriptions() {
        return isStream ? 1 : 0;
    }

    /// Comments and last words are written in time, unless the client does not read.
    @Override
    public void tick() {
        long now = System.nanoTime();
        boolean isStuck = why == null
                ? now - writtenAt > house.settings().keepAlive().multipliedBy(3).toNanos()
                : now - endedAt > TIME_FOR_LAST_WORDS.toNanos();
        if (isStuck) {
            cut();
        }
    }

    @Override
    public void clear() {
        if (hasSeat) {
            house.guests().streams().leave(login.getPrincipal());
        }
    }

    private Flux<byte[]> answer(Answer answer) {
        return switch (answer) {
            case Answer.Refused(var result) -> Flux.just(next(result));
            case Answer.Single(var result) -> Flux.just(next(result));
            case Answer.Stream(var results) -> {
                isStream = true;
                yield Flux.from(results).map(this::next);
            }
        };
    }

    private static Flux<byte[]> refusal() {
        return Flux.just(errors(Answer.errors(new Fault(
                Fault.Code.RATE_LIMITED,
                "This caller has too many event streams already. End one, or use a socket."))));
    }

    /// What is said after the end that this node made.
    private Flux<byte[]> lastWords() {
        return switch (why) {
            case null -> Flux.empty();
            case EXPIRED, DRAINED ->
                Flux.just(COME_BACK).concatWith(Mono.delay(SILENCE_BEFORE_END).then(Mono.empty()));
            case LAPSED ->
                Flux.just(
                        errors(Answer.errors(new Fault(
                                Fault.Code.UNAUTHENTICATED,
                                "The caller's right has ended: its agent is retired, its credential has ended, or its"
                                        + " workspace is not active."))),
                        COMPLETE);
        };
    }

    private byte[] next(ExecutionResult result) {
        return next(house.payload().payload(result));
    }

    private static byte[] errors(List<Map<String, Object>> errors) {
        return next(JsonMapper.shared().writeValueAsBytes(Map.of("errors", errors)));
    }

    private static byte[] next(byte[] payload) {
        byte[] event = Arrays.copyOf(NEXT, NEXT.length + payload.length + END.length);
        System.arraycopy(payload, 0, event, NEXT.length, payload.length);
        System.arraycopy(END, 0, event, NEXT.length + payload.length, END.length);
        return event;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
