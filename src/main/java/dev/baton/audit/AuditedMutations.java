package dev.baton.audit;

import dev.baton.access.Caller;
import dev.baton.audit.AuditEnd.Outcome;
import dev.baton.graph.Fault;
import dev.baton.graph.TypeId;
import graphql.execution.instrumentation.InstrumentationState;
import graphql.execution.instrumentation.SimplePerformantInstrumentation;
import graphql.execution.instrumentation.parameters.InstrumentationFieldFetchParameters;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import reactor.core.publisher.Mono;

/// Puts every mutation on record: that it begins, before it does, and what came of it, before it is answered.
@Component
class AuditedMutations extends SimplePerformantInstrumentation {

    private final Audit audit;
    private final Clock clock;

    AuditedMutations(Audit audit, Clock clock) {
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public DataFetcher<?> instrumentDataFetcher(
            DataFetcher<?> fetcher,
            InstrumentationFieldFetchParameters parameters,
            @Nullable InstrumentationState state) {
        DataFetchingEnvironment env = parameters.getEnvironment();
        return env.getParentType().equals(env.getGraphQLSchema().getMutationType())
                ? mutation -> audited(fetcher, mutation)
                : fetcher;
    }

    private CompletableFuture<@Nullable Object> audited(DataFetcher<?> fetcher, DataFetchingEnvironment env) {
        AuditEntry entry = entry(env);
        return audit.begin(entry)
                .then(Mono.defer(() -> fetched(fetcher, env))
                        .flatMap(fetched -> audit.end(end(entry, env, fetched)).thenReturn(fetched)))
                .toFuture()
                .thenCompose(fetched -> Objects.requireNonNull(fetched).answer());
    }

    /// What a data fetcher came to: a value, or why there is none.
    private record Fetched(@Nullable Object value, @Nullable Throwable failure) {

        static Fetched of(@Nullable Object value, @Nullable Throwable failure) {
            return new Fetched(value, failure instanceof CompletionException wrapped ? wrapped.getCause() : failure);
        }

        CompletionStage<@Nullable Object> answer() {
            return failure == null ? CompletableFuture.completedFuture(value) : CompletableFuture.failedFuture(failure);
        }
    }

    /// Never an error signal.
    private static Mono<Fetched> fetched(DataFetcher<?> fetcher, DataFetchingEnvironment env) {
        try {
            Object value = fetcher.get(env);
            return value instanceof CompletionStage<?> later
                    ? Mono.fromFuture(later.handle(Fetched::of).toCompletableFuture())
                    : Mono.just(new Fetched(value, null));
        } catch (Exception thrown) {
            return Mono.just(new Fetched(null, thrown));
        }
    }

    private AuditEntry entry(DataFetchingEnvironment env) {
        Caller caller = Objects.requireNonNull(env.getGraphQlContext().get(Caller.class), "Nobody signed in");
        return new AuditEntry(
                TypeId.next(),
                clock.instant(),
                caller.workspace(),
                AuditEntry.Kind.MUTATION,
                Redaction.plain(caller.subject()),
                env.getField().getName(),
                Redaction.json(env.getArguments()),
                AuditOrigin.address(env.getGraphQlContext()),
                env.getExecutionId().toString());
    }

    private AuditEnd end(AuditEntry entry, DataFetchingEnvironment env, Fetched fetched) {
        Payload payload = Payload.of(env.getArguments(), fetched.value());
        Throwable failure = fetched.failure();
        return failure == null
                ? new AuditEnd(entry, payload.outcome(), payload.problems(), payload.targets(), clock.instant())
                : new AuditEnd(entry, outcome(failure), Set.of(code(failure)), payload.targets(), clock.instant());
    }

    /// Whoever may not do it has not begun it.
    private static Outcome outcome(Throwable failure) {
        return failure instanceof Fault fault && fault.code() == Fault.Code.FORBIDDEN
                ? Outcome.REFUSED
                : Outcome.FAILED;
    }

    /// As the caller hears it, but for what only the mapping of errors knows.
    private static String code(Throwable failure) {
        return switch (failure) {
            case Fault fault -> fault.code().name();
            case DataAccessException _, TransactionException _ -> Fault.Code.UNAVAILABLE.name();
            default -> Fault.Code.INTERNAL.name();
        };
    }
}
