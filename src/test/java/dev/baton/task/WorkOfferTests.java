package dev.baton.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.Reach;
import dev.baton.graph.AgentId;
import dev.baton.graph.WorkspaceId;
import dev.baton.task.Team.Held;
import dev.baton.task.Team.Member;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// How an agent that waits for work hears of it. Nothing here waits for the look that comes in any case.
@BatonTest
class WorkOfferTests {

    private static final Map<String, Object> SOON =
            Map.of("retryPolicy", Map.of("maxAttempts", 3, "firstDelayMs", 300, "jitter", 0.0));

    @Autowired
    private Environment environment;

    @Autowired
    private WorkOfferController controller;

    private Team team = new Team(new Gateway(0));
    private String operator = "";
    private String able = "";
    private Member worker = new Member("", "");

    @BeforeEach
    void openOffice() {
        team = new Team(Gateway.of(environment));
        operator = team.operator();
        able = "able-" + UUID.randomUUID();
        worker = team.hire("SPECIALIST", Map.of("capabilities", List.of(able)));
    }

    /// A member's ear.
    private record Ear(TestSocket socket) implements AutoCloseable {

        static Ear of(Team team, Member member) {
            var socket = TestSocket.signedIn(team.gateway(), member.token());
            socket.subscribe("1", "subscription { workOffers { available room at } }");
            return new Ear(socket);
        }

        /// How many tasks the next offer is about.
        int next() {
            return available(socket.next());
        }

        static int available(JsonNode message) {
            JsonNode offer = message.at("/payload/data/workOffers");
            assertThat(offer.path("room").asInt()).as(message.toString()).isPositive();
            return offer.path("available").asInt();
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    @Test
    void anAgentIsToldOfWhatWaitsForIt() {
        team.delegate(operator, worker, Map.of());
        pool(able);
        try (Ear ear = Ear.of(team, worker)) {
            assertThat(ear.next()).isEqualTo(2);
        }
    }

    @Test
    void anIdleAgentIsWokenByWhatIsHandedToIt() {
        try (Ear ear = idle()) {
            team.delegate(operator, worker, Map.of());
            assertThat(ear.next()).isEqualTo(1);
            team.complete(team.claimOne(worker));
            team.delegate(operator, worker, Map.of());
            assertThat(ear.next()).isEqualTo(1);
        }
    }

    @Test
    void anIdleAgentIsWokenByWhatItIsAbleTo() {
        try (Ear ear = idle()) {
            pool(able);
            assertThat(ear.next()).isEqualTo(1);
        }
    }

    @Test
    void anIdleAgentIsWokenWhenWhatItsTaskWaitsForIsDone() {
        Member other = team.hire("SPECIALIST", Map.of());
        String first = team.delegate(operator, other, Map.of());
        team.delegate(operator, worker, Map.of("dependsOn", List.of(first)));
        try (Ear ear = idle()) {
            team.complete(team.claimOne(other));
            assertThat(ear.next()).isEqualTo(1);
        }
    }

    @Test
    void anIdleAgentIsWokenWhenItsTaskIsDueAgain() {
        team.delegate(operator, worker, SOON);
        Held held = team.claimOne(worker);
        try (Ear ear = idle()) {
            var failure = Map.of("code", "NO", "message", "No.", "retryable", true);
            team.done(worker.token(), "failTask", Team.leased(held, failure), "task { state }");
            assertThat(ear.next()).isEqualTo(1);
        }
    }

    @Test
    void anIdleAgentIsWokenByWhatAnotherGivesBackOrHandsOver() {
        Member other = team.hire("SPECIALIST", Map.of("capabilities", List.of(able)));
        pool(able);
        Held pooled = team.claimOne(other);
        team.delegate(operator, other, Map.of());
        Held own = team.claimOne(other);
        try (Ear ear = idle()) {
            team.done(other.token(), "releaseTask", Team.leased(pooled, Map.of()), "task { state }");
            assertThat(ear.next()).isEqualTo(1);
            team.done(other.token(), "handOffTask", Team.leased(own, Map.of("toAgentId", worker.id())), "task { id }");
            assertThat(ear.next()).isEqualTo(2);
        }
    }

    @Test
    void anAgentWithFullHandsIsToldWhenItHasRoomAgain() {
        Member busy = team.hire("SPECIALIST", Map.of("maxConcurrentTasks", 1));
        team.delegate(operator, busy, Map.of());
        team.delegate(operator, busy, Map.of());
        try (Ear ear = Ear.of(team, busy)) {
            assertThat(ear.next()).isEqualTo(2);
            Held held = team.claimOne(busy);
            team.delegate(operator, busy, Map.of());
            team.complete(held);
            assertThat(ear.next()).isEqualTo(2);
        }
    }

    @Test
    void nobodyIsWokenForAnothersTask() {
        Member other = team.hire("SPECIALIST", Map.of());
        team.delegate(operator, worker, Map.of());
        try (Ear ear = Ear.of(team, worker)) {
            assertThat(ear.next()).isEqualTo(1);
            for (int i = 0; i < 5; i++) {
                team.delegate(operator, other, Map.of());
                pool("other-" + able);
            }
            team.delegate(operator, worker, Map.of());
            assertThat(ear.next()).isEqualTo(2);
        }
    }

    @Test
    void nothingIsLostBetweenALookAndASubscription() {
        for (int round = 0; round < 20; round++) {
            Member fresh = team.hire("SPECIALIST", Map.of());
            Team.atOnce(List.of(() -> team.delegate(operator, fresh, Map.of()), () -> {
                try (Ear ear = Ear.of(team, fresh)) {
                    return assertThat(ear.next()).isEqualTo(1);
                }
            }));
        }
    }

    @Test
    void manyTasksAtOnceAreFewOffers() {
        try (Ear ear = idle()) {
            Instant begun = Instant.now();
            Team.atOnce(IntStream.range(0, 10)
                    .<Callable<Object>>mapToObj(_ -> () -> delegate(50))
                    .toList());
            int offers = 1;
            while (ear.next() < TaskOffers.MOST) {
                offers++;
            }
            JsonNode late = ear.socket().poll(Duration.ofSeconds(1));
            while (late != null) {
                offers++;
                late = ear.socket().poll(Duration.ofSeconds(1));
            }
            assertThat(offers)
                    .isLessThan(100)
                    .isLessThanOrEqualTo(
                            2 + (int) (Duration.between(begun, Instant.now()).toMillis() / 100));
        }
    }

    @Test
    void aSlowReaderMissesNothing() {
        var offers = controller
                .watch(workspace(), AgentId.parse(worker.id()).orElseThrow())
                .contextWrite(Reach.within(workspace()))
                .toStream(1);
        try (offers) {
            Iterator<WorkOffer> read = offers.iterator();
            int given = 0;
            for (int round = 0; round < 3; round++) {
                given += delegate(10);
                while (read.next().available() < given) {
                    assertThat(given).isPositive();
                }
            }
        }
    }

    /// To a person: the agent's own socket ends with its rights, maybe before anything is told.
    @Test
    void theOffersOfAnAgentEndWhenItIsRetired() {
        String task = team.delegate(operator, worker, Map.of());
        try (var socket = TestSocket.signedIn(team.gateway(), operator)) {
            socket.subscribe("1", offersTo(worker.id()));
            assertThat(Ear.available(socket.next())).isEqualTo(1);
            team.done(operator, "cancelTask", Map.of("taskId", task), "task { state }");
            team.done(team.gateway().token("admin"), "retireAgent", Map.of("agentId", worker.id()), "agent { id }");
            assertThat(socket.next().toString()).contains("FORBIDDEN", "retired");
        }
    }

    @Test
    void anAgentHearsOfItsOwnWorkAndAPersonOfAnybodys() {
        Member other = team.hire("SPECIALIST", Map.of());
        team.delegate(operator, worker, Map.of());
        assertThat(Ear.available(first(operator, worker.id()))).isEqualTo(1);
        assertThat(Ear.available(first(worker.token(), worker.id()))).isEqualTo(1);
        for (var refused : List.of(
                Map.entry(other.token(), "FORBIDDEN"),
                Map.entry(team.gateway().token("viewer"), "FORBIDDEN"),
                Map.entry(team.gateway().token("other-operator"), "BAD_REQUEST"))) {
            assertThat(first(refused.getKey(), worker.id()).toString()).contains(refused.getValue());
        }
        try (var socket = TestSocket.signedIn(team.gateway(), operator)) {
            socket.subscribe("1", "subscription { workOffers { available } }");
            assertThat(socket.next().toString()).contains("BAD_REQUEST");
        }
    }

    private JsonNode first(String token, String agent) {
        try (var socket = TestSocket.signedIn(team.gateway(), token)) {
            socket.subscribe("1", offersTo(agent));
            return socket.next();
        }
    }

    private static String offersTo(String agent) {
        return "subscription { workOffers(agentId: \"%s\") { available room } }".formatted(agent);
    }

    /// The worker's ear when it has heard that there is nothing: the next offer is about something new.
    private Ear idle() {
        Ear ear = Ear.of(team, worker);
        String first = team.delegate(operator, worker, Map.of());
        assertThat(ear.next()).isEqualTo(1);
        team.done(operator, "cancelTask", Map.of("taskId", first), "task { state }");
        return ear;
    }

    private int delegate(int count) {
        IntStream.range(0, count).forEach(_ -> team.delegate(operator, worker, Map.of()));
        return count;
    }

    private void pool(String capability) {
        var input = new HashMap<String, Object>(
                Map.of("title", "Any", "type", "work", "requiredCapabilities", List.of(capability)));
        team.done(operator, "delegateTask", input, "task { id }");
    }

    private WorkspaceId workspace() {
        String id = team.gateway()
                .data(operator, "{ workspace { id } }")
                .at("/workspace/id")
                .asString();
        return WorkspaceId.parse(id).orElseThrow();
    }
}
