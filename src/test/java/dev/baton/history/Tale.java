package dev.baton.history;

import dev.baton.history.Call.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A history made up by hand, in seconds from a beginning.
final class Tale {

    static final String OPERATOR = "operator";
    static final String ANNA = "agent_anna";
    static final String BERT = "agent_bert";
    static final String TASK = "task_1";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    final List<Call> calls = new ArrayList<>();
    final List<LogEvent> log = new ArrayList<>();
    final List<EndTask> tasks = new ArrayList<>();
    final List<Outage> outages = new ArrayList<>();
    final List<Audited> audit = new ArrayList<>();

    static Instant at(double seconds) {
        return BEGIN.plus(Duration.ofMillis(Math.round(seconds * 1000)));
    }

    History history() {
        return new History(calls, log, tasks, outages, audit, at(100));
    }

    /// A task that Anna claimed at second 1, until second 11, and has not ended yet.
    static Tale ofAClaimedTask() {
        var tale = new Tale();
        tale.call(OPERATOR, "delegateTask", "t1", 0, Outcome.OK, Map.of("title", "t1"), object(TASK));
        tale.event(0.5, "TaskDelegated", TASK, "QUEUED", OPERATOR, Map.of("title", "t1"));
        tale.claim(1, ANNA, 1);
        return tale;
    }

    /// That task, completed by Anna at second 2.
    static Tale ofACompletedTask() {
        Tale tale = ofAClaimedTask();
        tale.write(2, ANNA, "completeTask", "t2", lease(1));
        tale.completed(2.1, ANNA, "t2");
        tale.end("COMPLETED", 0, "COMPLETED", "t2");
        return tale;
    }

    static Map<String, Object> object(String task) {
        return Map.of("task", Map.of("id", task));
    }

    static Map<String, Object> lease(int attempt) {
        return Map.of("taskId", TASK, "leaseToken", "token_" + attempt);
    }

    /// A claim with its event, for ten seconds.
    void claim(double second, String agent, int attempt) {
        String until = at(second + 10).toString();
        Map<String, Object> claim = Map.of(
                "task",
                Map.of("id", TASK),
                "attempt",
                Map.of("id", "attempt_" + attempt, "number", attempt),
                "leaseToken",
                "token_" + attempt,
                "leaseExpiresAt",
                until);
        call(agent, "claimTasks", null, second, Outcome.OK, Map.of("limit", 1), Map.of("claims", List.of(claim)));
        event(
                second + 0.1,
                "TaskClaimed",
                TASK,
                "WORKING",
                agent,
                Map.of(
                        "attemptId",
                        "attempt_" + attempt,
                        "agentId",
                        agent,
                        "attemptNumber",
                        attempt,
                        "leaseExpiresAt",
                        until));
    }

    void completed(double second, String actor, String tag) {
        event(second, "TaskCompleted", TASK, "COMPLETED", actor, Map.of("result", Map.of("by", tag)));
    }

    /// An accepted write of a worker, with the tag as its key.
    void write(double second, String agent, String operation, String tag, Map<String, Object> lease) {
        var input = new HashMap<>(lease);
        input.put("idempotencyKey", tag);
        call(agent, operation, tag, second, Outcome.OK, input, object(TASK));
    }

    Call call(
            String caller,
            String operation,
            @Nullable String tag,
            double second,
            Outcome outcome,
            Map<String, Object> input,
            Map<String, Object> payload) {
        var call = new Call(
                calls.size() + 1,
                caller,
                "http:1",
                operation,
                tag,
                json(input),
                at(second),
                at(second + 0.2),
                outcome,
                outcome == Outcome.OK ? null : "CONFLICT",
                json(payload));
        calls.add(call);
        return call;
    }

    LogEvent event(double second, String type, String task, String state, String actor, Map<String, Object> fields) {
        var event = new LogEvent("event_" + (log.size() + 1), type, at(second), actor, task, state, json(fields));
        log.add(event);
        return event;
    }

    /// What a query shows of the task at the end, after one attempt of Anna's.
    void end(String state, int strikes, String outcome, String tag) {
        end(
                state,
                Map.of(
                        "strikes",
                        strikes,
                        "attempts",
                        List.of(Map.of(
                                "number", 1, "id", "attempt_1", "agent", Map.of("id", ANNA), "outcome", outcome)),
                        "result",
                        Map.of("by", tag)));
    }

    void end(String state, Map<String, Object> fields) {
        var all = new HashMap<String, Object>(Map.of("assignee", Map.of("id", ANNA)));
        all.putAll(fields);
        end(TASK, state, all);
    }

    /// What a query shows of a task that was canceled, just now by its last event.
    void canceled(double second, String task, Map<String, Object> fields) {
        event(second, "TaskCanceled", task, "CANCELED", "baton", Map.of());
        var all = new HashMap<>(fields);
        all.put("result", null);
        end(task, "CANCELED", all);
    }

    private void end(String task, String state, Map<String, Object> fields) {
        var all = new HashMap<String, Object>(Map.of(
                "retryPolicy", Map.of("maxAttempts", 3),
                "endedAt", at(2.1).toString(),
                "progress", Map.of("percent", 100),
                "events",
                        Map.of(
                                "nodes",
                                log.stream()
                                        .filter(event -> event.task().equals(task))
                                        .map(event -> Map.of("id", event.id()))
                                        .toList())));
        all.putAll(fields);
        tasks.add(new EndTask(task, state, json(all)));
    }

    private static JsonNode json(Map<String, ? extends @Nullable Object> fields) {
        return JSON.valueToTree(fields);
    }
}
