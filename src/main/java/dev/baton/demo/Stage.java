package dev.baton.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/// One performance of the story: who plays, and what has come of it so far.
final class Stage {

    /// On the task that holds all others, and on no other.
    static final String LABEL = "baton-demo";

    /// On all others.
    static final String PART = "baton-demo-part";

    private static final String STATE = "query($id: ID!) { task(id: $id) { state } }";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LEASE_SECONDS = 900;

    private final Map<Actor, Crew.Member> cast;
    private final Map<Work, String> tasks = new ConcurrentHashMap<>();
    private final Map<Work, String> leases = new ConcurrentHashMap<>();
    private final Map<Work.Piece, String> pieces = new ConcurrentHashMap<>();

    Stage(Map<Actor, Crew.Member> cast) {
        this.cast = cast;
    }

    /// The ids of the tasks delegated so far.
    Map<Work, String> tasks() {
        return Map.copyOf(tasks);
    }

    Mono<?> delegate(Actor actor, Work work) {
        Map<String, Object> input = new HashMap<>(Map.of(
                "title", work.title(),
                "type", work.type(),
                "instructions", work.instructions(),
                "specification", work.specification(),
                "priority", "HIGH",
                "assigneeId", member(work.assignee()).id(),
                "dependsOn", work.after().stream().map(this::task).toList(),
                // Soon enough for somebody who watches.
                "retryPolicy", Map.of("firstDelayMs", 500)));
        Work whole = work.partOf();
        input.putAll(
                whole == null
                        ? Map.of("labels", List.of(LABEL), "reviewRequired", true)
                        : Map.of("labels", List.of(PART), "parentId", task(whole)));
        return once(actor, "delegateTask", "task { id }", input)
                .doOnNext(done -> tasks.put(work, done.text("delegateTask.task.id")));
    }

    /// Waits until the task can be claimed: a claim in between could take work that is not of the story.
    Mono<?> claim(Actor actor, Work work) {
        Mono<String> state =
                member(actor).session().ask(STATE, Map.of("id", task(work))).map(answer -> answer.text("task.state"));
        return state.filter("QUEUED"::equals)
                .repeatWhenEmpty(tries -> tries.delayElements(LOOK_AGAIN))
                .then(claimNext(actor, work))
                .repeatWhenEmpty(tries -> tries.delayElements(LOOK_AGAIN))
                .timeout(PATIENCE);
    }

    // Empty where it was another task.
    private Mono<String> claimNext(Actor actor, Work work) {
        return tell(actor, "claimTasks", "claims { leaseToken task { id } }", Map.of("leaseSeconds", LEASE_SECONDS))
                .flatMapIterable(answer -> answer.list("claimTasks.claims", Claim.class))
                .concatMap(claim ->
                        claim.task().id().equals(task(work)) ? Mono.just(claim.leaseToken()) : giveBack(actor, claim))
                .next()
                .doOnNext(lease -> leases.put(work, lease));
    }

    private Mono<String> giveBack(Actor actor, Claim claim) {
        Map<String, Object> input = Map.of(
                "taskId",
                claim.task().id(),
                "leaseToken",
                claim.leaseToken(),
                "reason",
                "The demonstration's agents only do what the demonstration delegates.");
        return once(actor, "releaseTask", "task { id }", input).then(Mono.empty());
    }

    record Claim(String leaseToken, Task task) {
        record Task(String id) {}
    }

    Mono<?> renew(Actor actor, Work work) {
        return tell(actor, "renewLease", "leaseExpiresAt", held(work, Map.of()));
    }

    Mono<?> report(Actor actor, Work work, int percent, String milestone, String message) {
        Map<String, Object> report = Map.of("percent", percent, "milestone", milestone, "message", message);
        return tell(actor, "reportProgress", "leaseExpiresAt", held(work, report));
    }

    Mono<?> handIn(Actor actor, Work.Piece piece, String file) {
        Map<String, Object> content = Map.of(
                "kind", piece.kind(), "name", piece.name(), "mediaType", piece.mediaType(), "content", read(file));
        return once(actor, "submitDeliverable", "deliverable { id }", held(piece.work(), content))
                .doOnNext(done -> pieces.put(piece, done.text("submitDeliverable.deliverable.id")));
    }

    Mono<?> review(Actor actor, Work.Piece piece, String decision, String comment) {
        Map<String, Object> verdict = Map.of(
                "deliverableId", get(pieces, piece),
                "decision", decision,
                "comment", comment);
        return once(actor, "reviewDeliverable", "deliverable { id }", verdict);
    }

    Mono<?> ask(Actor actor, Work work, String question) {
        return once(actor, "requestInput", "task { id }", held(work, Map.of("question", question)));
    }

    Mono<?> answer(Actor actor, Work work, Map<String, Object> answer) {
        return once(actor, "provideInput", "task { id }", Map.of("taskId", task(work), "answer", answer));
    }

    Mono<?> handOver(Actor actor, Work work, Actor to, String note) {
        Map<String, Object> handOver = Map.of("toAgentId", member(to).id(), "note", note);
        return once(actor, "handOffTask", "task { id }", held(work, handOver));
    }

    Mono<?> fail(Actor actor, Work work, String code, String message) {
        Map<String, Object> failure = Map.of("code", code, "message", message, "retryable", true);
        return once(actor, "failTask", "task { id }", held(work, failure));
    }

    Mono<?> complete(Actor actor, Work work, Map<String, Object> result) {
        return once(actor, "completeTask", "task { id }", held(work, Map.of("result", result)));
    }

    Mono<?> accept(Actor actor, Work work, String comment) {
        Map<String, Object> verdict = Map.of("taskId", task(work), "decision", "ACCEPT", "comment", comment);
        return once(actor, "reviewTask", "task { id }", verdict);
    }

    // With the key, a request whose answer was lost can be repeated.
    private Mono<Session.Answer> once(Actor actor, String mutation, String answer, Map<String, Object> input) {
        Map<String, Object> keyed = new HashMap<>(input);
        keyed.put("idempotencyKey", UUID.randomUUID().toString());
        return tell(actor, mutation, answer, keyed);
    }

    private Mono<Session.Answer> tell(Actor actor, String mutation, String answer, Map<String, Object> input) {
        return member(actor).session().tell(mutation, answer, input);
    }

    private Map<String, Object> held(Work work, Map<String, Object> input) {
        Map<String, Object> held = new HashMap<>(input);
        held.put("taskId", task(work));
        held.put("leaseToken", get(leases, work));
        return held;
    }

    private Crew.Member member(Actor actor) {
        return get(cast, actor);
    }

    private String task(Work work) {
        return get(tasks, work);
    }

    private static <K, V> V get(Map<K, V> known, K key) {
        return Objects.requireNonNull(known.get(key), () -> "The story does not know yet: " + key);
    }

    private static String read(String file) {
        try (InputStream content = Stage.class.getResourceAsStream("/demo/" + file)) {
            return new String(Objects.requireNonNull(content, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
