package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.net.http.HttpResponse;
import java.sql.SQLException;
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

    @Autowired
    private TestServers.Place place;

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

    @Test
    void aMutationThatIsRefusedIsOnRecord() throws SQLException {
        post(Map.of("query", "mutation { heartbeat { problems { code } } }"));
        try (var connection = place.connect();
                var sql = connection.createStatement();
                var found = sql.executeQuery("""
                    SELECT r.operation, o.outcome, o.reasons[1]
                    FROM audit_record r JOIN audit_outcome o ON o.record_id = r.id
                    WHERE r.kind = 'MUTATION'
                    """)) {
            assertThat(found.next()).isTrue();
            assertThat(List.of(found.getString(1), found.getString(2), found.getString(3)))
                    .containsExactly("heartbeat", "REFUSED", "DOCUMENT_NOT_TRUSTED");
            assertThat(found.next()).isFalse();
        }
    }

    private HttpResponse<String> post(Map<String, ?> body) {
        return gateway.post("Bearer " + gateway.token("viewer"), JSON.writeValueAsString(body));
    }
}
