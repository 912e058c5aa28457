package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.BatonApplication;
import dev.baton.testing.Gateway;
import dev.baton.testing.TestServers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Conditional;

class DevelopmentClientsTests {

    private static final String EXTERNAL = "baton.postgres.url=postgresql://baton:secret@db.example/baton";

    @Test
    void inProductionThereAreNoDevelopmentClientsAndWorkspaces() {
        var place = TestServers.fresh();
        try (var node = place.startNode(BatonApplication.class, "baton.development-tokens=")) {
            Gateway gateway = Gateway.of(node.getEnvironment());
            for (String client : List.of(
                    "admin",
                    "operator",
                    "viewer",
                    "installation-admin",
                    "other-admin",
                    "other-operator",
                    "other-viewer")) {
                assertThat(gateway.tokenAnswer(client, client).statusCode())
                        .as(client)
                        .isEqualTo(401);
            }
            assertThat(gateway.get("/ui/settings.json").body()).isEqualTo("{\"clients\":[]}");
            assertThat(gateway.get("/graphiql").statusCode()).isEqualTo(404);
            assertThat(gateway.get("/graphiql/start.js").statusCode()).isEqualTo(404);
            assertThat(node.getBeanNamesForType(DevelopmentClients.class)).isEmpty();
            assertThat(node.getBean(Workspaces.class).named("default").blockOptional())
                    .isEmpty();
        }
    }

    @Test
    void theyComeWithTheEmbeddedPostgresAndOtherwiseWhenAskedForOnly() {
        assertThat(wanted()).isTrue();
        assertThat(wanted("baton.postgres.url=")).isTrue();
        assertThat(wanted(EXTERNAL)).isFalse();
        assertThat(wanted(EXTERNAL, "baton.development-tokens=")).isFalse();
        assertThat(wanted(EXTERNAL, "baton.development-tokens=false")).isFalse();
        assertThat(wanted(EXTERNAL, "baton.development-tokens=true")).isTrue();
        assertThat(wanted("baton.development-tokens=false")).isFalse();
    }

    private static boolean wanted(String... properties) {
        var wanted = new boolean[1];
        new ApplicationContextRunner()
                .withUserConfiguration(Probe.class)
                .withPropertyValues(properties)
                .run(context -> wanted[0] = !context.getBeansOfType(Probe.class).isEmpty());
        return wanted[0];
    }

    /// Not a @Configuration, which the test context would take for its own.
    @Conditional(DevelopmentClients.Wanted.class)
    static class Probe {}
}
