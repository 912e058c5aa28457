package dev.baton.demo;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The story's agents as the gateway knows them, each with a credential of its own.
record Crew(Endpoint gateway, Map<Actor, Credential> credentials) {

    private static final String AGENTS = """
        query($after: String) {
          agents(first: 100, after: $after) { nodes { id handle } pageInfo { hasNextPage endCursor } }
        }
        """;

    private static final String DEAD = """
        query($label: String!) {
          tasks(first: 100, filter: { labels: [$label], states: [DEAD_LETTERED] }) { nodes { id title } }
        }
        """;

    private static final String LEFT_OPEN = """
        query($label: String!) {
          tasks(first: 100, filter: { labels: [$label], states: [WAITING, QUEUED, WORKING, INPUT_REQUIRED, IN_REVIEW] }) {
            nodes { id }
          }
        }
        """;

    record Credential(String agentId, String clientId, String clientSecret) {}

    /// An agent that has signed in.
    record Member(String id, Session session) {}

    record Found(String id, String handle) {}

    record Page(List<Found> nodes, PageInfo pageInfo) {
        record PageInfo(boolean hasNextPage, @Nullable String endCursor) {}
    }

    /// Registers who is not there yet, and makes a credential for each: an earlier start's secrets are not known
    /// any more.
    static Mono<Crew> hire(Endpoint gateway) {
        return gateway.signIn("admin", "admin")
                .flatMap(admin -> known(admin)
                        .flatMap(ids -> Flux.fromIterable(Story.CREW)
                                .concatMap(actor -> register(admin, actor, ids)
                                        .flatMap(id -> credential(admin, id))
                                        .map(credential -> Map.entry(actor, credential)))
                                .collectMap(Map.Entry::getKey, Map.Entry::getValue)))
                .map(credentials -> new Crew(gateway, credentials));
    }

    private static Mono<Map<String, String>> known(Session admin) {
        return page(admin, null)
                .expand(page -> page.pageInfo().hasNextPage()
                        ? page(admin, page.pageInfo().endCursor())
                        : Mono.empty())
                .flatMapIterable(Page::nodes)
                .collectMap(Found::handle, Found::id);
    }

    private static Mono<Page> page(Session admin, @Nullable String after) {
        return admin.ask(AGENTS, Collections.singletonMap("after", after))
                .map(answer -> answer.get("agents", Page.class));
    }

    private static Mono<String> register(Session admin, Actor actor, Map<String, String> ids) {
        String known = ids.get(actor.handle());
        if (known != null) {
            return Mono.just(known);
        }
        Map<String, Object> input = new HashMap<>(Map.of(
                "handle", actor.handle(),
                "displayName", actor.displayName(),
                "kind", actor.kind(),
                "division", "Backend",
                "capabilities", actor.capabilities(),
                "maxConcurrentTasks", actor.maxConcurrentTasks()));
        Actor manager = actor.reportsTo();
        if (manager != null) {
            input.put("reportsToId", Objects.requireNonNull(ids.get(manager.handle())));
        }
        return admin.tell("registerAgent", "agent { id }", input)
                .map(answer -> answer.text("registerAgent.agent.id"))
                .doOnNext(id -> ids.put(actor.handle(), id));
    }

    private static Mono<Credential> credential(Session admin, String agentId) {
        return admin.tell("createAgentCredential", "clientId clientSecret", Map.of("agentId", agentId))
                .map(answer -> new Credential(
                        agentId,
                        answer.text("createAgentCredential.clientId"),
                        answer.text("createAgentCredential.clientSecret")));
    }

    /// Everybody, with a fresh token, and nothing in their hands.
    Mono<Stage> enter(Episode episode) {
        return gateway.signIn("operator", "operator")
                .flatMap(operator -> clearAway(operator).then(bury(operator, episode)))
                .then(Flux.fromIterable(credentials.entrySet())
                        .concatMap(entry -> enter(entry.getValue()).map(member -> Map.entry(entry.getKey(), member)))
                        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                        .map(Stage::new));
    }

    private Mono<Member> enter(Credential credential) {
        return gateway.signIn(credential.clientId(), credential.clientSecret())
                .map(session -> new Member(credential.agentId(), session));
    }

    // What a performance left open that was cut short.
    private static Mono<Void> clearAway(Session operator) {
        return operator.ask(LEFT_OPEN, Map.of("label", Stage.LABEL))
                .flatMapIterable(answer -> answer.list("tasks.nodes", Stage.Claim.Task.class))
                .concatMap(task -> cancel(operator, task.id()))
                .then();
    }

    // The dead letters that the same episode left the last time, if nobody has looked after them meanwhile.
    private static Mono<Void> bury(Session operator, Episode episode) {
        return operator.ask(DEAD, Map.of("label", Stage.PART))
                .flatMapIterable(answer -> answer.list("tasks.nodes", Letter.class))
                .filter(letter -> episode.isAbout(letter.title()))
                .concatMap(letter -> operator.tell("retryTask", "task { id }", Map.of("taskId", letter.id()))
                        .then(cancel(operator, letter.id())))
                .then();
    }

    record Letter(String id, String title) {}

    private static Mono<?> cancel(Session operator, String task) {
        return operator.tell(
                "cancelTask", "task { id }", Map.of("taskId", task, "reason", "The demonstration begins anew."));
    }
}
