package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

/// Operations over server-sent events, with tokens that soon expire.
@BatonTest(
        properties = {
            "baton.access.token-lifetime=4s",
            "baton.sockets.keep-alive=1s",
            "baton.sockets.streams-per-caller=2"
        })
class EventStreamTests {

    private static final String TASK_EVENTS = "subscription { taskEvents { taskId } }";
    private static final String DELEGATE = """
        mutation { delegateTask(input: { title: "t", type: "t", requiredCapabilities: ["none"] }) {
          task { title } problems { code } } }
        """;

    @Autowired
    private Environment environment;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
    }

    @Test
    void anyOperationIsAnswered() {
        try (var stream = TestStream.open(gateway, gateway.token("operator"), DELEGATE)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(String.join("\n", stream.all()))
                    .startsWith(":\nevent:next\ndata:{\"data\":")
                    .contains("\"delegateTask\":{\"task\":{\"title\":\"t\"},\"problems\":[]}")
                    .endsWith("\nevent:complete\ndata:{}");
        }
    }

    @Test
    void whatIsRefusedSaysWhy() {
        try (var stream = TestStream.open(gateway, gateway.token("operator"), "subscription { nope }")) {
            assertThat(String.join("\n", stream.all()))
                    .startsWith(":\nevent:next\ndata:{\"errors\":")
                    .contains("VALIDATION_FAILED")
                    .endsWith("\nevent:complete\ndata:{}");
        }
        String large = TASK_EVENTS + "#" + "x".repeat(40_000);
        try (var stream = TestStream.open(gateway, gateway.token("operator"), large)) {
            assertThat(String.join("\n", stream.all()))
                    .contains("VALIDATION_FAILED")
                    .endsWith("event:complete\ndata:{}");
        }
        try (var stream = TestStream.open(
                gateway, gateway.token("operator"), "subscription { taskEvents(after: \"x\") { taskId } }")) {
            assertThat(String.join("\n", stream.all())).contains("BAD_REQUEST").endsWith("event:complete\ndata:{}");
        }
    }

    @Test
    void aStreamBeginsBeforeItHasAnythingToSayAndShowsThatItLives() {
        try (var stream = TestStream.open(gateway, gateway.token("viewer"), TASK_EVENTS)) {
            assertThat(stream.next()).isEqualTo(":");
            assertThat(stream.next()).isEqualTo(":");
        }
    }

    @Test
    void anEventIsToldAndTheStreamEndsWithoutCompleteWhenTheTokenExpires() {
        String head = gateway.data(gateway.token("operator"), "{ workspace { head } }")
                .at("/workspace/head")
                .asString();
        gateway.data(gateway.token("operator"), DELEGATE);
        String query = "subscription { taskEvents(after: \"%s\") { __typename } }".formatted(head);
        try (var stream = TestStream.open(gateway, gateway.token("operator"), query)) {
            assertThat(stream.all())
                    .anyMatch(
                            line -> line.startsWith(
                                    "data:{\"data\":{\"taskEvents\":{\"__typename\":\"TaskDelegated\"}},\"extensions\":{\"cost\":{"))
                    .endsWith(": come back")
                    .doesNotContain("event:complete");
        }
    }

    @Test
    void aStreamTooManyOfACallerIsRefused() {
        String token = gateway.token("other-viewer");
        try (var one = TestStream.open(gateway, token, TASK_EVENTS);
                var two = TestStream.open(gateway, token, TASK_EVENTS)) {
            assertThat(one.next()).isEqualTo(":");
            assertThat(two.next()).isEqualTo(":");
            try (var three = TestStream.open(gateway, token, TASK_EVENTS)) {
                assertThat(String.join("\n", three.all()))
                        .contains("RATE_LIMITED", "retryAfterMs")
                        .endsWith("event:complete\ndata:{}");
            }
        }
        // The places are free when the node has noticed that the clients have gone.
        Awaitility.await().untilAsserted(() -> {
            try (var again = TestStream.open(gateway, gateway.token("other-viewer"), "{ __typename }")) {
                assertThat(String.join("\n", again.all())).contains("\"Query\"");
            }
        });
    }
}
