package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import dev.baton.graph.TypeId;
import dev.baton.graph.WorkspaceId;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

/// How many plans there may be, and how they are read.
@BatonTest
class ClientPlansTests {

    private static final String SET = """
        mutation($input: SetClientPlanInput!) { setClientPlan(input: $input) { problems { code } } }
        """;

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    @Autowired
    private DatabaseClient database;

    @Test
    void thousandsOfClientsThatComeAtOnceAreLookedUpTogether() {
        var plans = new ClientPlans(database, Clock.systemUTC());
        var workspace = new WorkspaceId(TypeId.next());
        List<String> sent = Statements.during(place, () -> {
            List<Optional<Plan>> found = Flux.range(0, 2_000)
                    .map(number -> new Caller("client" + number, Set.of(Role.VIEWER), workspace, null))
                    .flatMap(plans::of, 2_000)
                    .collectList()
                    .blockOptional()
                    .orElseThrow();
            assertThat(found).hasSize(2_000).allMatch(Optional::isEmpty);
        });
        assertThat(sent)
                .filteredOn(statement -> statement.contains("client_plan"))
                .hasSize(1);
    }

    @Test
    void aWorkspaceHasNoMorePlansThanCanBeRemembered() throws SQLException {
        assertThat(problems("known")).isEmpty();
        try (Connection connection = place.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("""
                INSERT INTO client_plan
                SELECT workspace_id, 'filling-' || number, 1, 1, 1, set_by, set_at
                FROM client_plan, generate_series(2, %d) number
                WHERE subject = 'known'
                """.formatted(ClientPlans.MOST));
            try {
                assertThat(problems("one-more").at("/0/code").asString()).isEqualTo("INVALID_INPUT");
                assertThat(problems("known")).isEmpty();
            } finally {
                sql.execute("DELETE FROM client_plan WHERE subject = 'known' OR subject LIKE 'filling-%'");
            }
        }
    }

    /// Of a new plan.
    private JsonNode problems(String subject) {
        var gateway = Gateway.of(environment);
        Map<String, Integer> plan = Map.of("capacity", 1, "refillPerSecond", 1, "maxOperationCost", 1);
        return gateway.data(
                        gateway.token("other-admin"), SET, Map.of("input", Map.of("subject", subject, "plan", plan)))
                .at("/setClientPlan/problems");
    }
}
