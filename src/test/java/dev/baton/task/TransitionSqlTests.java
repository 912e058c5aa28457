package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.Caller;
import dev.baton.agent.Agent;
import dev.baton.agent.AgentKind;
import dev.baton.database.Reach;
import dev.baton.graph.AgentId;
import dev.baton.graph.AttemptId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.context.TestConstructor;
import org.springframework.test.context.TestConstructor.AutowireMode;
import reactor.core.publisher.Mono;

/// Holds every statement of [TaskMoves] and [TaskClaims] against the table: tried on a task in each state without
/// asking the table
/// first, it moves exactly the tasks that its row names, and to where the row says.
@BatonTest
@TestConstructor(autowireMode = AutowireMode.ALL)
class TransitionSqlTests {

    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Caller CALLER = new Caller("test", Set.of(), WorkspaceId.next(), null);

    private final TaskMoves moves;
    private final TaskClaims claims;
    private final Tasks tasks;
    private final DatabaseClient client;
    private final OffsetDateTime now;
    private final WorkspaceId workspace = WorkspaceId.next();
    private final AgentId agentId = AgentId.next();

    TransitionSqlTests(TaskMoves moves, TaskClaims claims, Tasks tasks, DatabaseClient client, Clock clock) {
        this.moves = moves;
        this.claims = claims;
        this.tasks = tasks;
        this.client = client;
        this.now = OffsetDateTime.now(clock);
    }

    @BeforeEach
    void aWorkspaceWithAnAgent() {
        run("""
            INSERT INTO workspace (id, name) VALUES ('%s', 'w%s')
            """.formatted(workspace.value(), workspace.value().toString()));
        run("""
            INSERT INTO agent (id, workspace_id, handle, display_name, kind, capabilities, tools,
                               max_concurrent_tasks, created_at, updated_at)
            VALUES ('%s', '%s', 'worker', 'Worker', 'SPECIALIST', '{}', '{}', 10, now(), now())
            """.formatted(agentId.value(), workspace.value()));
    }

    // Without a default: a new row of the table does not compile until it is tried here.
    private Mono<Task> statement(Transition row, Task task) {
        return switch (row) {
            case BECOME_DUE -> moves.becomeDue(row, List.of(task.id()), now).next();
            case CLAIM ->
                claims.claim(agent(), 1, LEASE, now)
                        .flatMapIterable(taken -> taken)
                        .next();
            case RENEW -> write(row, task, new TaskWrite.Renew(CALLER, "", "", LEASE));
            case REPORT -> write(row, task, new TaskWrite.Report(CALLER, "", "", new Task.Report(50, null, null)));
            case HAND_IN, COMPLETE -> write(row, task, new TaskWrite.Complete(CALLER, "", "", "result"));
            case ACCEPT, FAIL, CANCEL, DECLINE, MISS_DEADLINE -> moves.end(row, task, null, 0, now);
            case STRIKE_OUT, EXPIRE_OUT -> moves.end(row, task, new Task.Failure("X", "x"), 1, now);
            case STRIKE, EXPIRE -> moves.strike(row, task, now, now);
            case SEND_BACK, HAND_OFF -> moves.queueFor(row, task, agentId, now);
            case RELEASE -> moves.release(row, task, now);
            case ASK -> moves.ask(row, task, "question", now);
            case ANSWER -> moves.answer(row, task, "answer", now);
            case RETRY, RETRY_BEHIND ->
                moves.retryAll(row, workspace, List.of(task), _ -> null, now).next();
        };
    }

    private Mono<Task> write(Transition row, Task task, TaskWrite write) {
        return moves.all(row, workspace, List.of(new TaskWrites.Step(write, row, task)), now)
                .next();
    }

    @ParameterizedTest
    @EnumSource
    void theStatementMovesExactlyWhatItsRowNames(Transition row) {
        for (TaskState state : TaskState.values()) {
            Task before = taskIn(state, row.when() == Transition.Condition.HINDERED && !state.isOpen());
            Task moved =
                    statement(row, before).contextWrite(Reach.within(workspace)).block();
            Task after = find(before.id());
            if (row.from().contains(state)) {
                assertThat(moved).as("%s from %s", row, state).isNotNull();
                assertThat(after.state()).as("%s from %s", row, state).isEqualTo(row.to());
            } else {
                assertThat(moved).as("%s from %s", row, state).isNull();
                assertThat(after).as("%s from %s", row, state).isEqualTo(before);
            }
            run("UPDATE task SET state = 'CANCELED', lease_token = NULL, lease_ms = NULL, lease_expires_at = NULL,"
                    + " ended_at = now() WHERE state NOT IN ('COMPLETED', 'FAILED', 'DEAD_LETTERED', 'REJECTED',"
                    + " 'CANCELED')");
        }
    }

    private Task taskIn(TaskState state, boolean hindered) {
        TaskId id = TaskId.next();
        boolean working = state == TaskState.WORKING;
        boolean held = working || state == TaskState.INPUT_REQUIRED;
        run("""
            INSERT INTO task (id, workspace_id, title, instructions, type, priority, state, labels,
                required_capabilities, depth, assignee_id, assigned, requester, review_required, self_review,
                on_dependency_failure, max_attempts, first_delay_ms, delay_factor, max_delay_ms, delay_jitter,
                blocked_by, not_before, queue_id, queued_at, turn, attempt_id, attempt_count, lease_token, lease_ms,
                lease_expires_at, question, created_at, updated_at, ended_at)
            VALUES ('%s', '%s', 't', '', 't', 1, '%s', '{}', '{}', 0, '%s', true, 'test', false, false, 'WAIT', 3,
                0, 1, 0, 0, %d, %s, '%s', now(), 0, '%s', 1, %s, %s, %s, 'question', now(), now(), %s)
            """.formatted(
                        id.value(),
                        workspace.value(),
                        state,
                        agentId.value(),
                        hindered ? 1 : 0,
                        state == TaskState.WAITING ? "now() - interval '1 hour'" : "NULL",
                        agentId.value(),
                        AttemptId.next().value(),
                        held ? "'" + UUID.randomUUID() + "'" : "NULL",
                        held ? "60000" : "NULL",
                        working ? "now() + interval '1 minute'" : "NULL",
                        state.isOpen() ? "NULL" : "now()"));
        return find(id);
    }

    private Agent agent() {
        return new Agent(
                agentId,
                workspace,
                "worker",
                "Worker",
                AgentKind.SPECIALIST,
                null,
                null,
                List.of(),
                List.of(),
                new Agent.Resources(null, null),
                null,
                10,
                null,
                false,
                null,
                now,
                now);
    }

    private Task find(TaskId id) {
        return Objects.requireNonNull(
                tasks.find(workspace, id).contextWrite(Reach.within(workspace)).block());
    }

    private void run(String sql) {
        client.sql(sql).then().contextWrite(Reach.everywhere()).block();
    }
}
