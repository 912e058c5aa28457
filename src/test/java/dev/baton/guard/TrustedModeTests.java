package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/// Only the documents that come with the gateway run.
@BatonTest(properties = {"baton.guard.documents=trusted", "baton.guard.introspection=ADMIN"})
class TrustedModeTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired
    private Environment environment;

    private Gateway gateway;

    @BeforeEach
    void connect() {
        gateway = Gateway.of(environment);
    }

    @Test
    void aKnownDocumentRuns() {
        assertThat(post(Map.of("documentId", KnownDocumentTests.WHOAMI)).statusCode())
                .isEqualTo(200);
        String text = TrustedDocuments.load().find(KnownDocumentTests.WHOAMI);
        assertThat(post(Map.of("query", text)).statusCode()).isEqualTo(200);
    }

    @Test
    void anyOtherIsRefused() {
        String text = "{ viewer { subject } }";
        for (Map<String, ?> body : List.<Map<String, ?>>of(
                Map.of("query", text),
                Map.of("query", "{ __typename }"),
                Map.of("documentId", TrustedDocuments.id(text)),
                Map.of("documentId", "x"),
                Map.of(
                        "query",
                        text,
                        "extensions",
                        Map.of(
                                "persistedQuery",
                                Map.of(
                                        "version",
                                        1,
                                        "sha256Hash",
                                        TrustedDocuments.id(text).substring(7)))))) {
            HttpResponse<String> answer = post(body);
            assertThat(answer.statusCode()).as(body.toString()).isEqualTo(403);
            assertThat(JSON.readTree(answer.body())
                            .at("/errors/0/extensions/code")
                            .asString())
                    .isEqualTo("DOCUMENT_NOT_TRUSTED");
        }
    }

    private HttpResponse<String> post(Map<String, ?> body) {
        return gateway.post("Bearer " + gateway.token("viewer"), JSON.writeValueAsString(body));
    }
}
