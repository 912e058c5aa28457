package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import reactor.core.publisher.Flux;
import tools.jackson.databind.json.JsonMapper;

/// Documents that are named by their id, while any other may run too.
@BatonTest
class KnownDocumentTests {

    static final JsonMapper JSON = JsonMapper.shared();
    static final String WHOAMI = "sha256:6656f4be529139bc293b9ae61b1deeb6bb36962080054d36d164f72d7ff427e6";

    @Autowired
    private Environment environment;

    @Autowired
    private ReactiveStringRedisTemplate redis;

    private Gateway gateway;
    private String token;

    @BeforeEach
    void signIn() {
        gateway = Gateway.of(environment);
        token = gateway.token("viewer");
    }

    @Test
    void aDocumentThatComesWithTheGatewayIsNamedByTheHashOfItsFile() {
        HttpResponse<String> answer = post(Map.of("documentId", WHOAMI, "variables", Map.of("unused", "x")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(JSON.readTree(answer.body()).at("/data/viewer/subject").asString())
                .isEqualTo("viewer");
    }

    @Test
    void aDocumentIsNamedOnASocketToo() {
        try (var socket = TestSocket.signedIn(gateway, token)) {
            socket.sendText(
                    "{\"type\":\"subscribe\",\"id\":\"1\",\"payload\":{\"documentId\":\"%s\"}}".formatted(WHOAMI));
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("viewer");
        }
    }

    @Test
    void aDocumentThatIsSentWithItsHashIsFoundByItLater() {
        // Redis may know it from an earlier run.
        String text = "{ viewer { subject roles } } # " + UUID.randomUUID();
        String id = TrustedDocuments.id(text);
        HttpResponse<String> unknown = post(persisted(null, id));
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(unknown.body()).at("/errors/0/message").asString())
                .isEqualTo("PersistedQueryNotFound");
        assertThat(post(persisted(text, id)).statusCode()).isEqualTo(200);
        HttpResponse<String> known = post(persisted(null, id));
        assertThat(JSON.readTree(known.body()).at("/data/viewer/roles/0").asString())
                .isEqualTo("VIEWER");
        assertThat(post(Map.of("documentId", id)).statusCode()).isEqualTo(200);
        assertThat(redis.<String, String>opsForHash()
                        .get("baton:{documents}:texts", id)
                        .block())
                .as("for the other nodes")
                .isEqualTo(text);
    }

    @Test
    void aForgedHashIsRefusedAndNonsenseIsNotKept() {
        String id = TrustedDocuments.id("{ viewer { subject } }");
        assertThat(post(persisted("{ viewer { roles } }", id)).statusCode()).isEqualTo(400);
        String nonsense = "{ nonsense }";
        String idOfNonsense = TrustedDocuments.id(nonsense);
        assertThat(post(persisted(nonsense, idOfNonsense)).statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(post(persisted(null, idOfNonsense)).body())
                        .at("/errors/0/message")
                        .asString())
                .isEqualTo("PersistedQueryNotFound");
    }

    @Test
    void aClientMaySayThatItHasNothingToKeep() {
        String body = "{\"query\":\"{ viewer { subject } }\",\"extensions\":{\"persistedQuery\":null}}";
        assertThat(gateway.post("Bearer " + token, body).statusCode()).isEqualTo(200);
    }

    @Test
    void ofAFloodOfDocumentsTheLatestThousandAreKept() {
        var documents = new PersistedDocuments(redis, Clock.systemUTC());
        List<String> flood = IntStream.range(0, 1_100)
                .mapToObj(number -> "{ viewer { subject } } # " + UUID.randomUUID() + number)
                .toList();
        Flux.fromIterable(flood)
                .concatMap(text -> documents.keep(TrustedDocuments.id(text), text))
                .blockLast();
        Map<Object, Object> kept = Objects.requireNonNull(redis.opsForHash()
                .entries("baton:{documents}:texts")
                .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                .block());
        assertThat(kept).hasSize(1_000).doesNotContainValue(flood.getFirst());
        assertThat(redis.opsForZSet().size("baton:{documents}:age").block()).isEqualTo(1_000);
    }

    private static Map<String, Object> persisted(@Nullable String text, String id) {
        var body = new HashMap<String, Object>();
        if (text != null) {
            body.put("query", text);
        }
        body.put(
                "extensions",
                Map.of("persistedQuery", Map.of("version", 1, "sha256Hash", id.substring("sha256:".length()))));
        return body;
    }

    private HttpResponse<String> post(Map<String, ?> body) {
        return gateway.post("Bearer " + token, JSON.writeValueAsString(body));
    }
}
