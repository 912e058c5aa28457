package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;

@BatonTest
class SignInTests {

    private static final String VIEWER = "{ viewer { subject roles workspace { id name } } }";

    @Autowired
    private Environment environment;

    private Gateway gateway = new Gateway(0);

    @BeforeEach
    void findGateway() {
        gateway = Gateway.of(environment);
    }

    @Test
    void aTokenOfADevelopmentClientIsGoodForAQuery() {
        var viewer = gateway.data(gateway.token("operator"), VIEWER).path("viewer");
        assertThat(viewer.path("subject").asString()).isEqualTo("operator");
        assertThat(viewer.path("roles").toString()).isEqualTo("[\"OPERATOR\"]");
        assertThat(viewer.path("workspace").path("name").asString()).isEqualTo("default");
        assertThat(viewer.path("workspace").path("id").asString()).startsWith("workspace_");
    }

    @Test
    void aTokenInConnectionInitIsGoodForTheSocket() {
        try (var socket = TestSocket.signedIn(gateway, gateway.token("viewer"))) {
            socket.subscribe("1", VIEWER);
            assertThat(socket.next().at("/payload/data/viewer/subject").asString())
                    .isEqualTo("viewer");
            assertThat(socket.next().path("type").asString()).isEqualTo("complete");
        }
    }

    @Test
    void aRejectedConnectionInitClosesTheSocket() {
        try (var socket = TestSocket.connect(gateway, Map.of(), Map.of()).join()) {
            assertThat(socket.closeCode()).isEqualTo(4403);
        }
    }
}
