package dev.baton.access;

import dev.baton.database.Columns;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// Lets a mutation that is sent twice with the same key happen once: the second gets the first one's answer. Keys
/// are the caller's own.
@Component
public class Idempotency {

    private static final int LONGEST_KEY = 200;

    /// The same input is the same text, in whatever order a client wrote its fields.
    private static final JsonMapper CANONICAL = JsonMapper.builder()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    /// Waits while another transaction holds the key: it inserts if that one rolls back, and nothing if it
    /// commits.
    private static final String TAKE = """
        INSERT INTO idempotency_key (workspace_id, caller, key, operation, input_sha256, created_at)
        VALUES (:workspace_id, :caller, :key, :operation, :input_sha256, :created_at)
        ON CONFLICT DO NOTHING
        """;

    private static final String ANSWER = """
        UPDATE idempotency_key
        SET answer = :answer
        WHERE workspace_id = :workspace_id AND caller = :caller AND key = :key
        """;

    private static final String FIRST = """
        SELECT operation, input_sha256, answer
        FROM idempotency_key
        WHERE workspace_id = :workspace_id AND caller = :caller AND key = :key
        """;

    private final DatabaseClient client;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Idempotency(DatabaseClient client, ReactiveTransactionManager manager, Clock clock) {
        this.client = client;
        // Not Transactions: inside another transaction it is not this one's business to try again.
        this.transaction = TransactionalOperator.create(manager);
        this.clock = clock;
    }

    /// As [#onceForMany], for an answer of one thing.
    public <T> Mono<T> once(
            Caller caller,
            @Nullable String key,
            String operation,
            Object input,
            Mono<T> work,
            Function<T, UUID> answerOf,
            Function<UUID, Mono<T>> replay) {
        return onceForMany(
                caller,
                key,
                operation,
                input,
                work,
                answer -> List.of(answerOf.apply(answer)),
                ids -> replay.apply(ids.getFirst()));
    }

    /// Does the work, or answers what it answered before. Joins the transaction around it, or opens one: if
    /// the work fails or is refused, the transaction rolls back and the key is free again.
    ///
    /// @param key the caller's key, or null to do the work in any case
    /// @param operation the mutation's name: the same key for another one is a conflict
    /// @param input what Jackson can write; other input with the same key is a conflict
    /// @param work answers one value
    /// @param answerOf the ids by which the answer is found again
    /// @param replay finds it by them, in their order
    /// @throws Refusal `IdempotencyConflict`, or `InvalidInput` for a key that is not 1 to 200 characters of plain
    ///     text
    public <T> Mono<T> onceForMany(
            Caller caller,
            @Nullable String key,
            String operation,
            Object input,
            Mono<T> work,
            Function<T, List<UUID>> answerOf,
            Function<List<UUID>, Mono<T>> replay) {
        if (key == null) {
            return work;
        }
        if (!isPlain(key)) {
            return Mono.error(() -> Refusal.invalid("idempotencyKey", "Must be 1 to 200 characters of plain text."));
        }
        var attempt = new Attempt(caller, key, operation, sha256(input));
        Mono<T> first =
                work.flatMap(answer -> keep(attempt, answerOf.apply(answer)).thenReturn(answer));
        Mono<T> again = answer(attempt).flatMap(replay);
        return transaction.transactional(take(attempt).flatMap(taken -> taken ? first : again));
    }

    private record Attempt(Caller caller, String key, String operation, String inputSha256) {}

    private record Taken(String operation, String inputSha256, List<UUID> answer) {}

    private Mono<Boolean> take(Attempt attempt) {
        return forKey(TAKE, attempt)
                .bind("operation", attempt.operation())
                .bind("input_sha256", attempt.inputSha256())
                .bind("created_at", clock.instant().atOffset(ZoneOffset.UTC))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1);
    }

    private Mono<Long> keep(Attempt attempt, List<UUID> answer) {
        return forKey(ANSWER, attempt)
                .bind("answer", answer.toArray(UUID[]::new))
                .fetch()
                .rowsUpdated();
    }

    private Mono<List<UUID>> answer(Attempt attempt) {
        return forKey(FIRST, attempt).map(row -> taken(new Columns(row))).one().map(taken -> answer(attempt, taken));
    }

    private static List<UUID> answer(Attempt attempt, Taken taken) {
        boolean same = taken.operation().equals(attempt.operation())
                && taken.inputSha256().equals(attempt.inputSha256());
        if (!same) {
            throw new Refusal(new Problem.IdempotencyConflict(
                    "This key was used before with other arguments. Take a new key.", attempt.key()));
        }
        return taken.answer();
    }

    private DatabaseClient.GenericExecuteSpec forKey(String sql, Attempt attempt) {
        return client.sql(sql)
                .bind("workspace_id", attempt.caller().workspace().value())
                .bind("caller", attempt.caller().subject())
                .bind("key", attempt.key());
    }

    private static Taken taken(Columns columns) {
        return new Taken(
                columns.text("operation"), columns.text("input_sha256"), List.of(columns.get("answer", UUID[].class)));
    }

    private static boolean isPlain(String key) {
        return !key.isEmpty()
                && key.length() <= LONGEST_KEY
                && key.chars().noneMatch(Character::isISOControl)
                && StandardCharsets.UTF_8.newEncoder().canEncode(key);
    }

    private static String sha256(Object input) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(CANONICAL.writeValueAsBytes(input));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
