package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.MovableClock;
import graphql.ExecutionResult;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.graphql.support.DefaultExecutionGraphQlResponse;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.util.LinkedMultiValueMap;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/// Who is let in while a node with four places is full, of operations that run until they are told to end. A test
/// that waits for a refusal takes as long as patience lasts.
class CrowdTests {

    private static final WorkspaceId WORKSPACE = new WorkspaceId(TypeId.next());
    private static final AgentId AGENT = AgentId.next();
    private static final String STREAM = "text/event-stream";
    private static final String ANSWER = "application/json";

    private final MovableClock clock = new MovableClock();
    private final List<Sinks.Empty<Void>> running = new ArrayList<>();
    private final List<CompletableFuture<@Nullable String>> asked = new ArrayList<>();

    @AfterEach
    void endAll() {
        asked.forEach(one -> one.cancel(true));
    }

    @Test
    void aBurstWaitsInLineForItsTurn() {
        Admissions door = door(Duration.ofMinutes(1));
        List<CompletableFuture<@Nullable String>> burst = IntStream.range(0, 10)
                .mapToObj(number -> ask(door, person(number)))
                .toList();
        untilRunning(4);
        assertThat(burst).noneMatch(CompletableFuture::isDone);
        for (int ended = 0; ended < 10; ended++) {
            untilRunning(Math.min(ended + 4, 10));
            running.get(ended).tryEmitEmpty();
        }
        assertThat(burst).allSatisfy(one -> assertThat(one.join()).isEqualTo("ran"));
    }

    @Test
    void peopleAreSentAwayBeforeAgentsWhoComeToTheHeadOfTheLine() {
        Admissions door = door(Duration.ofSeconds(3));
        fill(door);
        assertThat(ask(door, person(5)).join()).isEqualTo("UNAVAILABLE");
        CompletableFuture<@Nullable String> agent = ask(door, agent());
        assertThat(ask(door, person(6)).join()).isEqualTo("UNAVAILABLE");
        assertThat(agent).isNotDone();
        running.getFirst().tryEmitEmpty();
        untilRunning(5);
        running.getLast().tryEmitEmpty();
        assertThat(agent.join()).isEqualTo("ran");
    }

    @Test
    void patienceIsATenthUntilNobodyWasSentAwayForASecond() {
        var patience = new Patience(Duration.ofSeconds(10), clock);
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(10));
        patience.sentAway();
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(1));
        clock.advance(Duration.ofMillis(1_001));
        assertThat(patience.now()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void streamsThatBeginLeavePlacesToOthers() {
        Admissions door = door(Duration.ofMinutes(1));
        for (int number = 0; number < 20; number++) {
            var _ = ask(door, person(number), STREAM);
        }
        untilRunning(3);
        CompletableFuture<@Nullable String> other = ask(door, person(20));
        untilRunning(4);
        running.getLast().tryEmitEmpty();
        assertThat(other.join()).isEqualTo("ran");
        assertThat(running).hasSize(4);
    }

    @Test
    void oneClientLeavesPlacesToOthers() {
        Admissions door = door(Duration.ofSeconds(2));
        List<CompletableFuture<@Nullable String>> many =
                IntStream.range(0, 20).mapToObj(_ -> ask(door, person(1))).toList();
        untilRunning(2);
        var _ = ask(door, person(2));
        untilRunning(3);
        assertThat(many.subList(2, 20))
                .allSatisfy(refused -> assertThat(refused.join()).isEqualTo("RATE_LIMITED"));
        assertThat(running).hasSize(3);
    }

    @Test
    void whoGoesAwayWhileItWaitsTakesNoPlace() {
        Admissions door = door(Duration.ofMinutes(1));
        fill(door);
        ask(door, person(5)).cancel(true);
        CompletableFuture<@Nullable String> next = ask(door, person(6));
        running.getFirst().tryEmitEmpty();
        untilRunning(5);
        running.getLast().tryEmitEmpty();
        assertThat(next.join()).isEqualTo("ran");
    }

    private Admissions door(Duration patience) {
        var properties = new MapConfigurationPropertySource(Map.of(
                "baton.guard.max-running",
                4,
                "baton.guard.max-running-per-client",
                2,
                "baton.guard.patience",
                patience));
        return new Admissions(new Binder(properties).bindOrCreate("baton.guard", GuardProperties.class), clock);
    }

    private void fill(Admissions door) {
        for (int number = 1; number <= 4; number++) {
            var _ = ask(door, person(number));
        }
        untilRunning(4);
    }

    private static Caller person(int number) {
        return new Caller("person" + number, Set.of(Role.VIEWER), WORKSPACE, null);
    }

    private static Caller agent() {
        return new Caller(AGENT.toString(), Set.of(Role.AGENT), WORKSPACE, AGENT);
    }

    private CompletableFuture<@Nullable String> ask(Admissions door, Caller caller) {
        return ask(door, caller, ANSWER);
    }

    /// In the end `ran`, or the code of the refusal.
    private CompletableFuture<@Nullable String> ask(Admissions door, Caller caller, String accept) {
        var headers = new HttpHeaders();
        headers.set(HttpHeaders.ACCEPT, accept);
        var request = new WebGraphQlRequest(
                URI.create("/graphql"),
                headers,
                new LinkedMultiValueMap<>(),
                null,
                Map.of(),
                Map.of("query", "{ viewer { subject } }"),
                "1",
                null);
        CompletableFuture<@Nullable String> answer = door.intercept(request, this::run)
                .map(CrowdTests::outcome)
                .contextWrite(
                        ReactiveSecurityContextHolder.withAuthentication(new TestingAuthenticationToken(caller, null)))
                .toFuture()
                .orTimeout(30, TimeUnit.SECONDS);
        asked.add(answer);
        return answer;
    }

    private Mono<WebGraphQlResponse> run(WebGraphQlRequest request) {
        Sinks.Empty<Void> end = Sinks.empty();
        synchronized (running) {
            running.add(end);
        }
        var result = ExecutionResult.newExecutionResult().data(Map.of()).build();
        return end.asMono()
                .then(Mono.fromSupplier(() -> new WebGraphQlResponse(
                        new DefaultExecutionGraphQlResponse(request.toExecutionInput(), result))));
    }

    private static String outcome(WebGraphQlResponse response) {
        return response.getErrors().stream()
                .map(error -> Fault.Code.valueOf(
                                String.valueOf(error.getExtensions().get("code")))
                        .name())
                .findFirst()
                .orElse("ran");
    }

    /// Polls until so many have begun.
    private void untilRunning(int begun) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            synchronized (running) {
                if (running.size() == begun) {
                    return;
                }
                assertThat(System.nanoTime())
                        .as("%d have begun", running.size())
                        .isLessThan(deadline);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
