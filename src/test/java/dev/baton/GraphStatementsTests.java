package dev.baton;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

/// Counts what a query sends to PostgreSQL: along every edge, one statement for all the parents of a level.
@BatonTest
class GraphStatementsTests {

    private static final String DELEGATE = """
        mutation ($input: DelegateTaskInput!) {
          delegateTask(input: $input) { task { id } problems { message } }
        }
        """;

    private static final String EVERY_EDGE_OF_A_TASK = """
        query ($label: String!) {
          tasks(filter: { labels: [$label] }, first: 5) {
            totalCount
            nodes {
              title progress { percent } assignee { handle presence } requestedBy { id } parent { id title }
              subtasks(first: 2) { totalCount nodes { id assignee { handle } progress { percent } } }
              dependencies { id title attempts { number } }
              dependents(first: 2) { totalCount nodes { id } }
              delegations { delegator from { id } to { handle } }
              attempts { number agent { handle } }
              deliverables(first: 2) { totalCount nodes { name agent { id } } }
              metrics { name last }
              events(first: 3) { totalCount nodes { id ... on TaskEvent { task { title } } } }
            }
          }
        }
        """;

    private static final String EVERY_EDGE_OF_AN_AGENT = """
        query ($division: String!) {
          agents(filter: { divisions: [$division] }, first: 5) {
            totalCount
            nodes {
              handle reportsTo { handle } stats { completed queueWait { p95 } }
              reports(first: 2) { totalCount nodes { handle } }
              tasks(first: 2) { totalCount nodes { title } }
              deliverables(first: 2) { totalCount nodes { name } }
            }
          }
        }
        """;

    private static final int PARENTS = 5;

    /// Three levels of these queries load an agent or a task, each with the same statement.
    private static final int LEVELS = 3;

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private Gateway gateway = new Gateway(0);
    private String admin = "";

    @BeforeEach
    void signIn() {
        gateway = Gateway.of(environment);
        admin = gateway.token("admin");
    }

    @Test
    void aTasksEdgesCostOneStatementALevelHoweverManyTasks() {
        assertThat(mostFrequent(EVERY_EDGE_OF_A_TASK, Map.of("label", tasks(PARENTS))))
                .isLessThanOrEqualTo(LEVELS);
    }

    @Test
    void anAgentsEdgesCostOneStatementALevelHoweverManyAgents() {
        assertThat(mostFrequent(EVERY_EDGE_OF_AN_AGENT, Map.of("division", agents(PARENTS))))
                .isLessThanOrEqualTo(LEVELS);
    }

    /// How often the statement that is sent most often is sent: an N+1 sends one at least five times.
    private long mostFrequent(String query, Map<String, ?> variables) {
        Map<String, Long> times = statements(query, variables).stream().collect(groupingBy(sql -> sql, counting()));
        assertThat(times).hasSizeGreaterThan(5);
        return Collections.max(times.values());
    }

    /// Without what the gateway's timers send meanwhile, what the driver sends on a new connection, and what
    /// tells a connection whose workspace it is used for now.
    private List<String> statements(String query, Map<String, ?> variables) {
        return Statements.during(place, () -> {
                    JsonNode data = gateway.data(admin, query, variables);
                    assertThat(data.findValue("nodes")).hasSize(PARENTS);
                })
                .stream()
                .filter(sql -> sql.contains("SELECT") || sql.contains("WITH"))
                .filter(sql -> !sql.contains("event_head") && !sql.contains("SKIP LOCKED"))
                .filter(sql -> !sql.matches(".*drop_(event|metric|audit)_day.*") && !sql.contains("ELSE 'URGENT'"))
                .filter(sql -> !sql.contains("ctid") && !sql.contains("metric_checkpoint"))
                .filter(sql -> !sql.contains("set_config"))
                .filter(sql -> !sql.contains("pg_catalog"))
                .filter(sql -> !sql.contains("FROM event e WHERE e.position"))
                .toList();
    }

    private String tasks(int count) {
        String label = "label-" + UUID.randomUUID();
        String agent = agent(label, null);
        IntStream.range(0, count).forEach(_ -> {
            String first = delegate(Map.of("title", "First", "type", "t", "assigneeId", agent));
            String marked = delegate(Map.of(
                    "title",
                    "Marked",
                    "type",
                    "t",
                    "labels",
                    List.of(label),
                    "assigneeId",
                    agent,
                    "dependsOn",
                    List.of(first)));
            delegate(Map.of("title", "Part", "type", "t", "parentId", marked, "assigneeId", agent));
            delegate(Map.of("title", "Dependent", "type", "t", "dependsOn", List.of(marked)));
        });
        return label;
    }

    private String agents(int count) {
        String division = "division-" + UUID.randomUUID();
        IntStream.range(0, count).forEach(_ -> {
            String manager = agent(division, null);
            agent("other", manager);
            delegate(Map.of("title", "Work", "type", "t", "assigneeId", manager));
        });
        return division;
    }

    private String agent(String division, @Nullable String manager) {
        String input = "handle: \"a%s\", kind: MANAGER, division: \"%s\"".formatted(UUID.randomUUID(), division)
                + (manager == null ? "" : ", reportsToId: \"%s\"".formatted(manager));
        return gateway.data(admin, "mutation { registerAgent(input: { %s }) { agent { id } } }".formatted(input))
                .at("/registerAgent/agent/id")
                .asString();
    }

    private String delegate(Map<String, ?> input) {
        return gateway.data(admin, DELEGATE, Map.of("input", input))
                .at("/delegateTask/task/id")
                .asString();
    }
}
