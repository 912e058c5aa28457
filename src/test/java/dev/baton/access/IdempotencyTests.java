package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.database.Reach;
import dev.baton.database.Transactions;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.TestServers;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@BatonTest
class IdempotencyTests {

    private static final Map<String, Object> INPUT = Map.of("title", "Build", "priority", 3);

    @Autowired
    private Idempotency idempotency;

    @Autowired
    private Transactions transactions;

    @Autowired
    private DatabaseClient client;

    @Autowired
    private Workspaces workspaces;

    private final String key = UUID.randomUUID().toString();

    private Caller caller = caller("operator", WorkspaceId.next());

    @BeforeEach
    void makeATableThatWorkWritesTo(@Autowired TestServers.Place place) throws SQLException {
        try (var connection = place.connect();
                var sql = connection.createStatement()) {
            sql.execute("CREATE TABLE IF NOT EXISTS work_done (id uuid PRIMARY KEY, key text)");
            sql.execute("GRANT SELECT, INSERT ON work_done TO PUBLIC");
        }
        caller = caller("operator", workspace("default"));
    }

    @Test
    void workWithoutAKeyIsDoneEachTime() {
        assertThat(once(null, "work", INPUT)).isNotEqualTo(once(null, "work", INPUT));
    }

    @Test
    void aRepetitionGetsTheFirstAnswer() {
        UUID first = once(key, "work", INPUT);
        assertThat(once(key, "work", INPUT)).isEqualTo(first);
        assertThat(timesDone()).isEqualTo(1);
    }

    @Test
    void theOrderOfFieldsMakesNoDifference() {
        var backwards = new LinkedHashMap<String, Object>();
        List.of("title", "priority").reversed().forEach(field -> backwards.put(field, INPUT.get(field)));
        var forwards = new LinkedHashMap<String, Object>();
        List.of("title", "priority").forEach(field -> forwards.put(field, INPUT.get(field)));
        assertThat(once(key, "work", backwards)).isEqualTo(once(key, "work", forwards));
    }

    @Test
    void otherInputOrAnotherOperationWithTheSameKeyIsAConflict() {
        once(key, "work", INPUT);
        assertConflict(() -> once(key, "work", Map.of("title", "Build", "priority", 4)));
        assertConflict(() -> once(key, "play", INPUT));
        assertThat(timesDone()).isEqualTo(1);
    }

    @Test
    void keysAreTheCallersOwn() {
        once(key, "work", INPUT);
        for (Caller other : List.of(caller("admin", caller.workspace()), caller("operator", workspace("other")))) {
            caller = other;
            once(key, "work", INPUT);
        }
        assertThat(timesDone()).isEqualTo(3);
    }

    @Test
    void ofManyAtOnceOneDoesTheWorkAndAllGetItsAnswer() {
        List<UUID> answers = Flux.range(0, 32)
                .flatMap(_ -> run(key, "work", INPUT, UnaryOperator.identity()), 32)
                .collectList()
                .block();
        assertThat(answers).hasSize(32);
        assertThat(Set.copyOf(Objects.requireNonNull(answers))).hasSize(1);
        assertThat(timesDone()).isEqualTo(1);
    }

    @Test
    void aRefusalUndoesTheWorkAndFreesTheKey() {
        var refusal = new Refusal(new Problem.Forbidden("Not today."));
        Mono<UUID> refused = run(key, "work", INPUT, work -> work.then(Mono.error(refusal)));
        assertThatThrownBy(refused::block).isSameAs(refusal);
        assertThat(timesDone()).isZero();
        once(key, "work", INPUT);
        assertThat(timesDone()).isEqualTo(1);
    }

    @Test
    void theKeyIsFreeAgainWhenTheTransactionAroundItRollsBack() {
        var late = new IllegalStateException("after the work");
        Mono<UUID> failing = transactions
                .run(run(key, "work", INPUT, UnaryOperator.identity()).then(Mono.<UUID>error(late)))
                .contextWrite(Reach.within(caller.workspace()));
        assertThatThrownBy(failing::block).isSameAs(late);
        assertThat(timesDone()).isZero();
        once(key, "work", INPUT);
        assertThat(timesDone()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("badKeys")
    void aKeyThatIsNoPlainTextIsInvalid(String bad) {
        assertThatThrownBy(() -> once(bad, "work", INPUT))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem()).isInstanceOf(Problem.InvalidInput.class));
    }

    static List<String> badKeys() {
        return List.of("", "x".repeat(201), "a\0b", "line\nbreak", "half a pair: \uD83D");
    }

    @Test
    void aLongKeyInAnyScriptHolds() {
        String long200 = "schlüssel🔑".repeat(30).substring(0, 200 - 1) + "x";
        assertThat(once(key + "ключ", "work", INPUT)).isEqualTo(once(key + "ключ", "work", INPUT));
        assertThat(once(long200, "work", INPUT)).isEqualTo(once(long200, "work", INPUT));
    }

    private UUID once(@Nullable String withKey, String operation, Object input) {
        return Objects.requireNonNull(
                run(withKey, operation, input, UnaryOperator.identity()).block());
    }

    private Mono<UUID> run(@Nullable String withKey, String operation, Object input, UnaryOperator<Mono<UUID>> more) {
        Mono<UUID> work = Mono.defer(() -> {
            UUID id = UUID.randomUUID();
            return client.sql("INSERT INTO work_done VALUES (:id, :key)")
                    .bind("id", id)
                    .bind("key", key)
                    .then()
                    .thenReturn(id);
        });
        return transactions
                .run(idempotency.once(caller, withKey, operation, input, more.apply(work), id -> id, Mono::just))
                .contextWrite(Reach.within(caller.workspace()));
    }

    private long timesDone() {
        return Objects.requireNonNull(client.sql("SELECT count(*) FROM work_done WHERE key = :key")
                .bind("key", key)
                .mapValue(Long.class)
                .one()
                .block());
    }

    private static void assertConflict(Runnable repetition) {
        assertThatThrownBy(repetition::run)
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem()).isInstanceOf(Problem.IdempotencyConflict.class));
    }

    private WorkspaceId workspace(String name) {
        return workspaces.named(name).blockOptional().orElseThrow().id();
    }

    private static Caller caller(String subject, WorkspaceId workspace) {
        return new Caller(subject, Set.of(Role.OPERATOR), workspace, null);
    }
}
