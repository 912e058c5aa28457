package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Reach;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.MovableClock;
import dev.baton.testing.Worker;
import dev.baton.testing.Worker.Claimed;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/// Who is online, as the graph and the log tell it.
@BatonTest
@Import(MovableClock.InPlace.class)
class PresenceTests {

    private static final String HEARTBEAT = "mutation { heartbeat { agent { presence } problems { message } } }";

    @Autowired
    private Environment environment;

    @Autowired
    private MovableClock clock;

    @Autowired
    private AgentSweeper sweeper;

    private Gateway gateway = new Gateway(0);
    private String skill = "";
    private Worker worker = new Worker(gateway, "", "");

    @BeforeEach
    void hire() {
        gateway = Gateway.of(environment);
        skill = "skill-" + UUID.randomUUID();
        worker = Worker.hire(gateway, "a" + UUID.randomUUID(), skill, 10);
    }

    @Test
    void anAgentGoesOfflineOnceAndComesBackOnceHoweverManyNodesSweepAndHowOftenItCalls() {
        assertThat(presence()).isEqualTo("OFFLINE");
        atOnce(8, () -> gateway.data(worker.token(), HEARTBEAT));
        assertThat(presence()).isEqualTo("ONLINE");
        clock.advance(Duration.ofSeconds(59));
        sweep();
        assertThat(presence()).isEqualTo("ONLINE");

        clock.advance(Duration.ofSeconds(2));
        atOnce(4, this::sweep);
        assertThat(presence()).isEqualTo("OFFLINE");
        sweep();
        assertThat(events()).containsExactly("AgentRegistered", "AgentCameOnline", "AgentWentOffline");

        atOnce(8, () -> gateway.data(worker.token(), HEARTBEAT));
        assertThat(presence()).isEqualTo("ONLINE");
        assertThat(events())
                .containsExactly("AgentRegistered", "AgentCameOnline", "AgentWentOffline", "AgentCameOnline");
    }

    @Test
    void workIsASignOfLifeThatIsNotedEveryTenSeconds() {
        delegate();
        Claimed claimed = worker.claim(1, 3600).getFirst();
        assertThat(presence()).isEqualTo("ONLINE");
        OffsetDateTime claimedAt = lastSeenAt();

        clock.advance(Duration.ofSeconds(5));
        report(claimed, 10);
        assertThat(lastSeenAt()).isEqualTo(claimedAt);

        clock.advance(Duration.ofSeconds(50));
        report(claimed, 20);
        assertThat(lastSeenAt()).isAfter(claimedAt.plusSeconds(50));

        clock.advance(Duration.ofSeconds(50));
        sweep();
        assertThat(presence()).isEqualTo("ONLINE");
    }

    @Test
    void workBringsASilentAgentBack() {
        delegate();
        Claimed claimed = worker.claim(1, 3600).getFirst();
        clock.advance(Duration.ofSeconds(61));
        sweep();
        assertThat(presence()).isEqualTo("OFFLINE");
        report(claimed, 10);
        assertThat(presence()).isEqualTo("ONLINE");
        assertThat(events().stream().filter(type -> type.startsWith("Agent")))
                .containsExactly("AgentRegistered", "AgentCameOnline", "AgentWentOffline", "AgentCameOnline");
    }

    private void delegate() {
        gateway.data(gateway.token("operator"), """
            mutation ($skill: String!) { delegateTask(input: {
              title: "Work", type: "work", requiredCapabilities: [$skill] }) { task { id } } }
            """, Map.of("skill", skill));
    }

    private void report(Claimed claimed, int percent) {
        JsonNode answer = gateway.data(
                worker.token(),
                "mutation ($input: ReportProgressInput!) { reportProgress(input: $input) { problems { message } } }",
                Map.of("input", Map.of("taskId", claimed.task(), "leaseToken", claimed.lease(), "percent", percent)));
        assertThat(answer.at("/reportProgress/problems")).isEmpty();
    }

    private void sweep() {
        sweeper.sweep().contextWrite(Reach.everywhere()).block();
    }

    private String presence() {
        return see("presence").path("presence").asString();
    }

    private OffsetDateTime lastSeenAt() {
        return OffsetDateTime.parse(see("lastSeenAt").path("lastSeenAt").asString());
    }

    private JsonNode see(String field) {
        return gateway.data(
                        gateway.token("viewer"),
                        "query ($id: ID!) { agent(id: $id) { %s } }".formatted(field),
                        Map.of("id", worker.id()))
                .path("agent");
    }

    private List<String> events() {
        return gateway.data(
                        gateway.token("viewer"),
                        "query ($id: ID!) { events(first: 100, filter: { agentId: $id }) { nodes { __typename } } }",
                        Map.of("id", worker.id()))
                .at("/events/nodes")
                .valueStream()
                .map(event -> event.path("__typename").asString())
                .toList();
    }

    private static void atOnce(int times, Runnable work) {
        Flux.range(0, times)
                .parallel(times)
                .runOn(Schedulers.boundedElastic())
                .doOnNext(_ -> work.run())
                .then()
                .block();
    }
}
