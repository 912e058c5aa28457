package dev.baton.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Production: an external PostgreSQL, and nobody asked for development tokens.
@BatonTest(properties = "baton.development-tokens=false")
class DevelopmentClientsTests {

    private static final String EXTERNAL = "baton.postgres.url=postgresql://baton:secret@db.example/baton";

    @Autowired
    private Environment environment;

    @Autowired
    private ObjectProvider<DevelopmentClients> clients;

    @Autowired
    private Workspaces workspaces;

    @ParameterizedTest
    @ValueSource(strings = {"admin", "operator", "viewer", "other-admin", "other-operator", "other-viewer"})
    void inProductionNoDevelopmentClientSignsIn(String client) {
        assertThat(Gateway.of(environment).tokenAnswer(client, client).statusCode())
                .isEqualTo(401);
    }

    @Test
    void inProductionThereAreNoDevelopmentClientsAndWorkspaces() {
        assertThat(clients.getIfAvailable()).isNull();
        assertThat(workspaces.named("default").blockOptional()).isEmpty();
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
                .run(context -> wanted[0] = context.containsBean("probe"));
        return wanted[0];
    }

    @Configuration("probe")
    @Conditional(DevelopmentClients.Wanted.class)
    static class Probe {}
}
