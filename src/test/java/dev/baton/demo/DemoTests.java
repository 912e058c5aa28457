package dev.baton.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.baton.BatonApplication;
import dev.baton.testing.BesideOthers;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServer;

/// The demonstration as a person starts it, but faster.
@BesideOthers
class DemoTests {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void itPlaysOverAndOverAndAgainAfterARestart() {
        var place = TestServers.fresh();
        List<String> before = playUntilCompleted(place, 2);
        List<String> after = playUntilCompleted(place, before.size() + 1);
        // What the restart cut short is called off, and only what is being played is open.
        assertThat(after.stream()
                        .filter(state -> !List.of("COMPLETED", "CANCELED").contains(state)))
                .hasSizeLessThan(2);
    }

    /// Each step of a variation says what it does to the task, and the gateway lets it.
    @Test
    void theVariationsMeetAQuestionAHandOverAndADeadLetter() {
        var place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class)) {
            var gateway = Gateway.of(node.getEnvironment());
            var crew = Objects.requireNonNull(
                    Crew.hire(new Endpoint(gateway.port())).block(PATIENCE));
            for (int round = 1; round <= 2; round++) {
                play(crew, Variations.A_QUESTION_AND_A_HAND_OVER);
                play(crew, Variations.A_DEAD_LETTER);
                // What was left the last time is gone, and this time's is there.
                assertThat(dead(gateway)).containsExactly(Variations.IMPORT.title());
            }
            assertThat(gateway.data(gateway.token("viewer"), "{ events(first: 100) { nodes { __typename } } }")
                            .at("/events/nodes")
                            .findValuesAsString("__typename"))
                    .contains("InputRequested", "InputProvided", "TaskHandedOff", "TaskDeadLettered");
        }
    }

    private static void play(Crew crew, Episode episode) {
        crew.enter(episode)
                .flatMapMany(stage -> episode.play(stage, _ -> Mono.empty()))
                .then()
                .block(PATIENCE);
    }

    private static List<String> dead(Gateway gateway) {
        return gateway.data(gateway.token("viewer"), "{ deadLetters(first: 10) { nodes { title } } }")
                .at("/deadLetters/nodes")
                .findValuesAsString("title");
    }

    @Test
    void withoutTheDevelopmentClientsItGivesUp() {
        var locked = HttpServer.create()
                .host("localhost")
                .port(0)
                .handle((_, response) -> response.status(401).send())
                .bindNow();
        try {
            var demo = new Demo(new DemoSettings(Duration.ZERO, Duration.ZERO));
            assertThat(demo.show(new Endpoint(locked.port()))
                            .then(Mono.just("over"))
                            .block(PATIENCE))
                    .isEqualTo("over");
        } finally {
            locked.disposeNow();
        }
    }

    /// The states of all that the crew was asked for, once so much of it is completed.
    private static List<String> playUntilCompleted(TestServers.Place place, int count) {
        try (var node = place.startNode(
                BatonApplication.class,
                "baton.demo=true",
                "baton.demo.pace=0s",
                "baton.demo.pause=0s",
                "baton.guard.capacity=1000000000",
                "baton.guard.refill-per-second=1000000000")) {
            var gateway = Gateway.of(node.getEnvironment());
            String viewer = gateway.token("viewer");
            List<String> states = await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> states(gateway, viewer), found -> completed(found) >= count);
            assertThat(gateway.data(viewer, "{ agents { totalCount } }")
                            .at("/agents/totalCount")
                            .asInt())
                    .isEqualTo(Story.CREW.size());
            return states;
        }
    }

    private static long completed(List<String> states) {
        return states.stream().filter("COMPLETED"::equals).count();
    }

    private static List<String> states(Gateway gateway, String viewer) {
        return gateway.data(
                        viewer,
                        "query($label: String!) { tasks(first: 100, filter: { labels: [$label] }) { nodes { state } }"
                                + " }",
                        Map.of("label", Stage.LABEL))
                .at("/tasks/nodes")
                .valueStream()
                .map(task -> task.path("state").asString())
                .toList();
    }
}
