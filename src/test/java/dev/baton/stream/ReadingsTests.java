package dev.baton.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import graphql.ExecutionResult;
import graphql.GraphqlErrorBuilder;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class ReadingsTests {

    private static final Readings.Key KEY = new Readings.Key(
            new Selection("subscription { s }", null, Map.of()),
            new Caller.Audience(new WorkspaceId(TypeId.next()), Set.of(Role.VIEWER), null),
            1);

    private final Readings readings = new Readings(JsonMapper.shared());
    private final AtomicInteger reads = new AtomicInteger();

    @Test
    void whoComesWhileItIsReadWaitsForIt() {
        var answer = new CompletableFuture<ExecutionResult>();
        var first = readings.once(KEY, reading(answer)).toFuture();
        var second = readings.once(KEY, reading(answer)).toFuture();
        assertThat(second).isNotDone();
        answer.complete(result());
        assertThat(JsonMapper.shared().writeValueAsString(first.join().toSpecification()))
                .isEqualTo("{\"data\":{\"s\":\"ü\\n\"}}")
                .isEqualTo(JsonMapper.shared().writeValueAsString(second.join().toSpecification()));
        assertThat(reads).hasValue(1);
    }

    @Test
    void whatWasReadWithAnErrorIsNobodyElses() {
        ExecutionResult failed = ExecutionResult.newExecutionResult()
                .data(Map.of())
                .addError(GraphqlErrorBuilder.newError().message("gone").build())
                .build();
        var answer = new CompletableFuture<ExecutionResult>();
        var first = readings.once(KEY, reading(answer)).toFuture();
        var second = readings.once(KEY, reading(CompletableFuture.completedFuture(result())))
                .toFuture();
        answer.complete(failed);
        assertThat(first.join().getErrors()).hasSize(1);
        assertThat(second.join().getErrors()).isEmpty();
        assertThat(reads).hasValue(2);
    }

    @Test
    void whoWaitsReadsForItselfWhenTheFirstFailsOrGoesAway() {
        var failing = new CompletableFuture<ExecutionResult>();
        var first = readings.once(KEY, reading(failing)).onErrorComplete().toFuture();
        var second = readings.once(KEY, reading(CompletableFuture.completedFuture(result())))
                .toFuture();
        failing.completeExceptionally(new IllegalStateException("gone"));
        assertThat(first.join()).isNull();
        assertThat(second.join().getErrors()).isEmpty();

        var leaving = readings.once(KEY, reading(new CompletableFuture<>())).subscribe();
        var third = readings.once(KEY, reading(CompletableFuture.completedFuture(result())))
                .toFuture();
        leaving.dispose();
        assertThat(third.join().getErrors()).isEmpty();
        assertThat(reads).hasValue(4);
    }

    @Test
    void whenTheFirstGoesAwayOneOfThoseWhoWaitReads() {
        var leaving = readings.once(KEY, reading(new CompletableFuture<>())).subscribe();
        var answer = new CompletableFuture<ExecutionResult>();
        var waiting = Stream.generate(() -> readings.once(KEY, reading(answer)).toFuture())
                .limit(100)
                .toList();
        leaving.dispose();
        answer.complete(result());
        assertThat(waiting)
                .allSatisfy(read -> assertThat(read.join().getErrors()).isEmpty());
        assertThat(reads).hasValue(2);
    }

    private Mono<ExecutionResult> reading(CompletableFuture<ExecutionResult> answer) {
        return Mono.defer(() -> {
            reads.incrementAndGet();
            return Mono.fromFuture(answer, true);
        });
    }

    private static ExecutionResult result() {
        return ExecutionResult.newExecutionResult().data(Map.of("s", "ü\n")).build();
    }
}
