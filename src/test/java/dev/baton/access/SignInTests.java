package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@BatonTest
class SignInTests {

    @Autowired
    private Environment environment;

    @Autowired
    private SigningKeys keys;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
    }

    @ParameterizedTest
    @CsvSource({
        "admin,ADMIN,default",
        "operator,OPERATOR,default",
        "viewer,VIEWER,default",
        "other-admin,ADMIN,other",
        "other-operator,OPERATOR,other",
        "other-viewer,VIEWER,other"
    })
    void aDevelopmentClientSignsIn(String client, String role, String workspace) {
        JsonNode viewer = gateway.data(
                        gateway.token(client), "{ viewer { subject roles workspace { id name } agent { id } } }")
                .path("viewer");
        assertThat(viewer.path("subject").asString()).isEqualTo(client);
        assertThat(viewer.path("roles").toString()).isEqualTo("[\"" + role + "\"]");
        assertThat(viewer.at("/workspace/name").asString()).isEqualTo(workspace);
        assertThat(viewer.at("/workspace/id").asString()).startsWith("workspace_");
        assertThat(viewer.path("agent").isNull()).isTrue();
    }

    @Test
    void aTokenForAWorkspaceThatDoesNotExistIsNoSignIn() {
        var forge = new Forge(keys.signing(), WorkspaceId.next().toString());
        JsonNode answer = gateway.execute(forge.sign(forge.good().build()), "{ workspace { name } }", Map.of());
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("UNAUTHENTICATED");
        assertThat(answer.has("data")).isFalse();
    }
}
