package dev.baton.deliverable;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.deliverable.Workshop.Job;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import dev.baton.testing.Statements;
import dev.baton.testing.TestServers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;

@BatonTest
class DeliverableGraphTests {

    private static final String FROM_TASKS = """
        query ($mark: String!, $first: Int) {
          tasks(filter: { labels: [$mark] }, first: $first) { nodes { deliverables(first: 3) {
            totalCount
            nodes { name revision content task { id title } agent { handle } revisions { id revision } } } } } }
        """;

    private static final String FROM_AGENTS = """
        query ($mark: String!, $first: Int) {
          agents(filter: { divisions: [$mark] }, first: $first) { nodes { deliverables(last: 3) {
            totalCount nodes { name revision task { id } } } } } }
        """;

    @Autowired
    private Environment environment;

    @Autowired
    private TestServers.Place place;

    private Workshop workshop = new Workshop(new Gateway(0));
    private String viewer = "";

    @BeforeEach
    void openWorkshop() {
        workshop = new Workshop(Gateway.of(environment));
        viewer = workshop.gateway().token("viewer");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aLevelBelowTasksIsOneStatementHoweverManyTheyAre(int tasks) {
        String mark = marked(tasks);
        List<String> statements = Statements.during(
                place,
                () -> assertThat(data(FROM_TASKS, Map.of("mark", mark, "first", tasks))
                                .findValuesAsString("revision"))
                        .hasSize(tasks * 6));
        assertThat(count(statements, "FROM deliverable")).isEqualTo(4);
        assertThat(count(statements, "AS task (id)")).isEqualTo(1);
        assertThat(count(statements, "GROUP BY task_id")).isEqualTo(1);
        assertThat(count(statements, "AS series (task_id, name)")).isEqualTo(1);
        assertThat(count(statements, "SELECT id, content FROM deliverable")).isEqualTo(1);
        assertThat(count(statements, "FROM task WHERE workspace_id = $1 AND id = ANY($2)"))
                .isEqualTo(1);
        assertThat(count(statements, "FROM agent WHERE workspace_id = $1 AND id = ANY($2)"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aLevelBelowAgentsIsOneStatementHoweverManyTheyAre(int agents) {
        String mark = marked(agents);
        List<String> statements = Statements.during(
                place,
                () -> assertThat(data(FROM_AGENTS, Map.of("mark", mark, "first", agents))
                                .findValuesAsString("revision"))
                        .hasSize(agents * 2));
        assertThat(count(statements, "FROM deliverable")).isEqualTo(2);
        assertThat(count(statements, "AS agent (id)")).isEqualTo(1);
        assertThat(count(statements, "GROUP BY agent_id")).isEqualTo(1);
        assertThat(count(statements, "FROM task WHERE workspace_id = $1 AND id = ANY($2)"))
                .isEqualTo(1);
    }

    @Test
    void theContentIsNotReadWhereItIsNotSelected() {
        Job job = jobWithTwoRevisions();
        List<String> statements = Statements.during(place, () -> workshop.kept(job));
        assertThat(count(statements, "FROM deliverable")).isPositive();
        assertThat(count(statements, "content")).isZero();
    }

    @Test
    void aTasksAreTheOldestFirstAndAnAgentsAndTheWorkspacesTheNewestFirst() {
        Job job = jobWithTwoRevisions();
        String query = """
            query ($task: ID!, $agent: ID!) {
              task(id: $task) { deliverables { nodes { revision } } }
              agent(id: $agent) { deliverables { nodes { revision } } }
              deliverables(filter: { agentId: $agent }) { nodes { revision } } }
            """;
        JsonNode data =
                data(query, Map.of("task", job.taskId(), "agent", job.worker().id()));
        assertThat(data.path("task").findValuesAsString("revision")).containsExactly("1", "2");
        assertThat(data.path("agent").findValuesAsString("revision")).containsExactly("2", "1");
        assertThat(data.path("deliverables").findValuesAsString("revision")).containsExactly("2", "1");
    }

    @Test
    void everyConditionOfTheFilterHolds() {
        Job job = workshop.job(workshop.hire());
        String report = submit(job, "findings", Map.of("kind", "REPORT", "content", ""));
        String code = submit(job, "code", Map.of("content", ""));
        submit(workshop.job(workshop.hire()), "code", Map.of("content", ""));
        workshop.review(workshop.gateway().token("operator"), code, "ACCEPT", "");
        var task = Map.of("taskId", job.taskId());
        assertThat(filtered(task)).containsExactly(code, report);
        assertThat(filtered(and(task, "kinds", List.of("REPORT", "TEST")))).containsExactly(report);
        assertThat(filtered(and(task, "kinds", List.of()))).isEmpty();
        assertThat(filtered(and(task, "reviews", List.of("ACCEPTED")))).containsExactly(code);
        assertThat(filtered(and(task, "agentId", job.worker().id()))).containsExactly(code, report);
        assertThat(filtered(and(task, "agentId", workshop.hire().id()))).isEmpty();
        assertThat(filtered(Map.of("taskId", "nonsense"))).isEmpty();
        assertThat(filtered(Map.of("agentId", job.taskId()))).isEmpty();
    }

    @Test
    void pagesFollowEachOtherWithoutGapOrRepeatInBothDirections() {
        Job job = workshop.job(workshop.hire());
        var ids = new ArrayList<String>();
        for (int i = 0; i < 7; i++) {
            ids.add(submit(job, "file " + i, Map.of("content", "text")));
        }
        String forward = """
            query ($id: ID!, $cursor: String) { task(id: $id) { deliverables(first: 3, after: $cursor) {
              totalCount nodes { id } pageInfo { startCursor endCursor hasNextPage hasPreviousPage } } } }
            """;
        assertThat(walk(job, forward, "endCursor", "hasNextPage")).isEqualTo(ids);
        String backward = forward.replace("first: 3, after", "last: 3, before");
        assertThat(walk(job, backward, "startCursor", "hasPreviousPage")).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aDeliverableIsANodeOfItsOwnWorkspaceAlone() {
        String id = submit(workshop.job(workshop.hire()), "code", Map.of("content", "text"));
        String query = "query ($id: ID!) { node(id: $id) { __typename id ... on Deliverable { content } } }";
        JsonNode node = data(query, Map.of("id", id)).path("node");
        assertThat(node.path("__typename").asString()).isEqualTo("Deliverable");
        assertThat(node.path("id").asString()).isEqualTo(id);
        assertThat(node.path("content").asString()).isEqualTo("text");
        String stranger = workshop.gateway().token("other-viewer");
        assertThat(workshop.gateway()
                        .data(stranger, query, Map.of("id", id))
                        .path("node")
                        .isNull())
                .isTrue();
        assertThat(workshop.gateway()
                        .data(stranger, "{ deliverables { totalCount nodes { id } } }")
                        .at("/deliverables/totalCount")
                        .asLong())
                .isZero();
    }

    @Test
    void moreContentThanOneQueryMayBringIsRefusedAndTheRestOfTheAnswerStands() {
        Job job = workshop.job(workshop.hire());
        String text = "x".repeat(SubmitDeliverableInput.MAX_CONTENT_BYTES);
        for (int i = 0; i < 33; i++) {
            submit(job, "large", Map.of("content", text));
        }
        String query = """
            query ($id: ID!, $first: Int) { deliverables(filter: { taskId: $id }, first: $first) {
              nodes { revision content } } }
            """;
        JsonNode bearable = data(query, Map.of("id", job.taskId(), "first", 32));
        assertThat(bearable.findValuesAsString("content")).hasSize(32).containsOnly(text);
        JsonNode answer = workshop.gateway().execute(viewer, query, Map.of("id", job.taskId(), "first", 33));
        assertThat(answer.at("/errors/0/extensions/code").asString()).isEqualTo("BAD_REQUEST");
        assertThat(answer.path("data").findValuesAsString("revision")).hasSize(33);
        assertThat(answer.path("data").findValues("content")).allMatch(JsonNode::isNull);
    }

    /// As many agents as tasks, with one mark by which a query finds them.
    private String marked(int number) {
        String mark = "mark " + UUID.randomUUID();
        for (int i = 0; i < number; i++) {
            var worker = workshop.hire("admin", Map.of("division", mark));
            handInTwice(workshop.job(worker, workshop.gateway().token("operator"), mark));
        }
        return mark;
    }

    private Job jobWithTwoRevisions() {
        Job job = workshop.job(workshop.hire());
        handInTwice(job);
        return job;
    }

    private void handInTwice(Job job) {
        submit(job, "api.yaml", Map.of("content", "one"));
        submit(job, "api.yaml", Map.of("content", "two"));
    }

    private String submit(Job job, String name, Map<String, ?> more) {
        return workshop.submitted(job, name, more).path("id").asString();
    }

    private List<String> walk(Job job, String query, String cursor, String hasMore) {
        var ids = new ArrayList<String>();
        var variables = new HashMap<String, Object>(Map.of("id", job.taskId()));
        JsonNode page;
        do {
            page = data(query, variables).at("/task/deliverables");
            assertThat(page.path("totalCount").asLong()).isEqualTo(7);
            ids.addAll(page.path("nodes").findValuesAsString("id"));
            variables.put("cursor", page.path("pageInfo").path(cursor).asString());
        } while (page.path("pageInfo").path(hasMore).asBoolean());
        return ids;
    }

    private List<String> filtered(Map<String, ?> filter) {
        String query = "query ($filter: DeliverableFilter) { deliverables(filter: $filter) { nodes { id } } }";
        return data(query, Map.of("filter", filter)).findValuesAsString("id");
    }

    private static Map<String, Object> and(Map<String, ?> filter, String name, Object value) {
        var both = new HashMap<String, Object>(filter);
        both.put(name, value);
        return both;
    }

    private JsonNode data(String query, Map<String, ?> variables) {
        return workshop.gateway().data(viewer, query, variables);
    }

    private static long count(List<String> statements, String words) {
        return statements.stream()
                .filter(statement -> statement.contains(words))
                .count();
    }
}
