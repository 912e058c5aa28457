package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.Caller;
import dev.baton.access.Role;
import dev.baton.graph.AgentId;
import dev.baton.graph.Fault;
import dev.baton.graph.Page;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import graphql.GraphQLError;
import graphql.GraphqlErrorBuilder;
import graphql.scalars.ExtendedScalars;
import graphql.schema.DataFetchingEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.graphql.data.method.annotation.QueryMapping;
import org.springframework.graphql.data.method.annotation.SchemaMapping;
import org.springframework.graphql.data.method.annotation.support.AnnotatedControllerConfigurer;
import org.springframework.graphql.execution.DataFetcherExceptionResolver;
import org.springframework.graphql.execution.DefaultExecutionGraphQlService;
import org.springframework.graphql.execution.GraphQlSource;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.WebGraphQlInterceptor;
import org.springframework.graphql.test.tester.GraphQlTester;
import org.springframework.graphql.test.tester.WebGraphQlTester;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.stereotype.Controller;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/// The log in a graph, with types of the test's own: those of the features are the features' to test.
class EventGraphTests {

    private static final String SDL = """
        scalar DateTime
        type Query {
            workspace: Workspace!
            events(filter: EventFilter, first: Int, after: String, last: Int, before: String): EventConnection!
        }
        type Subscription {
            events(filter: EventFilter, after: String, onSlow: SlowReader! = DISCONNECT): Event!
            taskEvents(filter: TaskEventFilter, after: String, onSlow: SlowReader! = DISCONNECT): TaskEvent!
            agentEvents(filter: AgentEventFilter, after: String, onSlow: SlowReader! = DISCONNECT): AgentEvent!
        }
        enum SlowReader { DISCONNECT COALESCE }
        type Workspace { head: String! }
        input EventFilter {
            taskId: ID agentId: ID divisions: [String!] types: [String!] states: [String!]
        }
        input TaskEventFilter {
            taskId: ID subtreeOf: ID agentId: ID divisions: [String!] types: [String!] states: [String!]
            priorities: [String!] labels: [String!]
        }
        input AgentEventFilter { agentId: ID divisions: [String!] types: [String!] }
        interface Event { id: ID! cursor: String! time: DateTime! actor: String! }
        interface TaskEvent implements Event {
            id: ID! cursor: String! time: DateTime! actor: String! taskId: ID! task: Task
        }
        interface AgentEvent implements Event {
            id: ID! cursor: String! time: DateTime! actor: String! agentId: ID!
        }
        type Task { title: String! }
        type EventConnection { edges: [EventEdge!]! nodes: [Event!]! pageInfo: PageInfo! totalCount: Int! }
        type EventEdge { node: Event! cursor: String! }
        type PageInfo { hasPreviousPage: Boolean! hasNextPage: Boolean! startCursor: String endCursor: String }
        type TaskNoted implements TaskEvent & Event {
            id: ID! cursor: String! time: DateTime! actor: String! taskId: ID! task: Task
            writer: String! number: Int! remark: String
        }
        type WorkNoted implements TaskEvent & Event {
            id: ID! cursor: String! time: DateTime! actor: String! taskId: ID! task: Task
            agentId: ID! words: [String!]!
        }
        type StepNoted implements TaskEvent & Event {
            id: ID! cursor: String! time: DateTime! actor: String! taskId: ID! task: Task
            agentId: ID! state: String!
        }
        type AgentNoted implements AgentEvent & Event {
            id: ID! cursor: String! time: DateTime! actor: String! agentId: ID! word: String!
        }
        type MarkSet implements Event { id: ID! cursor: String! time: DateTime! actor: String! name: String! }
        """;

    private static final LogNode NODE = new LogNode(LogNode.Plan.fresh());

    private final WorkspaceId workspace = WorkspaceId.next();
    private final GraphQlTester graph = graph();

    /// What the features contribute beside: fields of events that they resolve, and other fields of the workspace.
    @Controller
    static final class Features {

        private final WorkspaceId workspace;

        Features(WorkspaceId workspace) {
            this.workspace = workspace;
        }

        record Space(String name) {}

        record Task(String title) {}

        /// Before `head` is read, something is written, and this node's tail has seen it.
        @QueryMapping
        Mono<Space> workspace() {
            Position before = NODE.journal.head();
            return NODE.inTransaction(NODE.journal.append(workspace, "x", List.of(new Noted.MarkSet("during"))))
                    .thenMany(NODE.journal.follow(EventFilter.everything(workspace), before))
                    .next()
                    .thenReturn(new Space("x"));
        }

        @SchemaMapping(typeName = "TaskEvent", field = "task")
        Task taskOf(Event event) {
            return new Task("of " + event.fact().taskId());
        }
    }

    @AfterAll
    static void close() {
        NODE.close();
    }

    @Test
    void anEventIsShownAsItsFactsType() {
        var task = TaskId.next();
        NODE.append(workspace, new Noted.TaskNoted(task, "w", 7, null), new Noted.MarkSet("m"));

        GraphQlTester.Response page = graph.document("""
            { events(first: 5) {
                totalCount
                pageInfo { hasNextPage endCursor }
                edges { cursor node { cursor } }
                nodes {
                  __typename id time actor
                  ... on TaskEvent { taskId task { title } }
                  ... on TaskNoted { writer number remark }
                  ... on MarkSet { name }
                } } }
            """).execute();

        page.path("events.totalCount").entity(Integer.class).isEqualTo(2);
        page.path("events.nodes[0].__typename").entity(String.class).isEqualTo("TaskNoted");
        page.path("events.nodes[0].id").entity(String.class).matches(id -> id.startsWith("event_"));
        page.path("events.nodes[0].actor").entity(String.class).isEqualTo("tester");
        page.path("events.nodes[0].taskId").entity(String.class).isEqualTo(task.toString());
        page.path("events.nodes[0].task.title").entity(String.class).isEqualTo("of " + task);
        page.path("events.nodes[0].number").entity(Integer.class).isEqualTo(7);
        page.path("events.nodes[0].remark").valueIsNull();
        page.path("events.nodes[1].name").entity(String.class).isEqualTo("m");
        String cursor = page.path("events.edges[1].cursor").entity(String.class).get();
        page.path("events.edges[1].node.cursor").entity(String.class).isEqualTo(cursor);
        page.path("events.pageInfo.endCursor").entity(String.class).isEqualTo(cursor);
        page.path("events.pageInfo.hasNextPage").entity(Boolean.class).isEqualTo(false);
    }

    @Test
    void theHeadIsTakenBeforeTheOperationReadsAnything() {
        String head = graph.document("{ workspace { head } }")
                .execute()
                .path("workspace.head")
                .entity(String.class)
                .get();
        StepVerifier.create(NODE.journal
                        .follow(EventFilter.everything(workspace), Position.decode(head, workspace))
                        .map(Event::fact))
                .as("what was written while the query ran is behind its head")
                .expectNext(new Noted.MarkSet("during"))
                .thenCancel()
                .verify(LogNode.WAIT);
    }

    @Test
    void aSubscriptionTellsOfTasksOnlyAndGoesOnLive() {
        Position head = NODE.journal.head();
        var task = TaskId.next();
        var agent = AgentId.next();
        NODE.append(workspace, new Noted.MarkSet("m"), new Noted.TaskNoted(task, "w", 1, null));
        StepVerifier.create(subscribe("{ agentId: null }", head))
                .expectNext("TaskNoted " + task)
                .then(() -> NODE.append(
                        workspace, new Noted.MarkSet("m"), new Noted.WorkNoted(task, agent, List.of(), null)))
                .expectNext("WorkNoted " + task)
                .thenCancel()
                .verify(LogNode.WAIT);
        StepVerifier.create(subscribe("{ agentId: \"" + agent + "\", types: [\"WorkNoted\"] }", head))
                .expectNext("WorkNoted " + task)
                .thenCancel()
                .verify(LogNode.WAIT);
    }

    @Test
    void aStreamTellsOfEverythingAndAnotherOfAgentsOnly() {
        Position head = NODE.journal.head();
        var task = TaskId.next();
        var agent = AgentId.next();
        NODE.append(
                workspace,
                new Noted.MarkSet("m"),
                new Noted.StepNoted(task, agent, Noted.Light.RED),
                new Noted.AgentNoted(agent, "hello"));
        StepVerifier.create(names("events", "", head))
                .expectNext("MarkSet", "StepNoted", "AgentNoted")
                .thenCancel()
                .verify(LogNode.WAIT);
        StepVerifier.create(names("events", "filter: { states: [\"RED\"] }, onSlow: COALESCE", head))
                .expectNext("StepNoted")
                .thenCancel()
                .verify(LogNode.WAIT);
        StepVerifier.create(names("agentEvents", "filter: { agentId: \"" + agent + "\" }", head))
                .expectNext("AgentNoted")
                .thenCancel()
                .verify(LogNode.WAIT);
    }

    private Flux<String> names(String stream, String arguments, Position after) {
        return graph.document("subscription { %s(after: \"%s\" %s) { __typename } }"
                        .formatted(stream, after.encode(workspace), arguments))
                .executeSubscription()
                .toFlux(stream, Map.class)
                .map(event -> String.valueOf(event.get("__typename")));
    }

    @Test
    void argumentsThatDoNotFitAreRefused() {
        for (String arguments : List.of(
                "filter: { taskId: \"agent_01jd3kq4v8f2k9x3c7m5n1p0rz\" }",
                "filter: { agentId: \"x\" }",
                "filter: { types: [\"TaskNotd\"] }",
                "filter: { types: [] }",
                "after: \"x\"",
                "first: 0",
                "first: 1, last: 1")) {
            graph.document("{ events(" + arguments + ") { totalCount } }")
                    .execute()
                    .errors()
                    .satisfy(errors -> assertThat(errors)
                            .as(arguments)
                            .singleElement()
                            .satisfies(
                                    error -> assertThat(error.getExtensions()).containsEntry("code", "BAD_REQUEST")));
        }
    }

    private Flux<String> subscribe(String filter, Position after) {
        return graph.document("subscription { taskEvents(filter: " + filter + ", after: \"" + after.encode(workspace)
                        + "\") { __typename taskId } }")
                .executeSubscription()
                .toFlux("taskEvents", Map.class)
                .map(event -> event.get("__typename") + " " + event.get("taskId"));
    }

    private static @Nullable GraphQLError error(Throwable thrown, DataFetchingEnvironment env) {
        return thrown instanceof Fault fault
                ? GraphqlErrorBuilder.newError(env)
                        .message("%s", fault.getMessage())
                        .extensions(fault.extensions())
                        .build()
                : null;
    }

    private GraphQlTester graph() {
        var context = new GenericApplicationContext();
        context.registerBean(
                EventController.class, () -> new EventController(NODE.journal, new EventFilters(NODE.facts)));
        context.registerBean(Features.class, () -> new Features(workspace));
        context.refresh();
        var controllers = new AnnotatedControllerConfigurer();
        controllers.setApplicationContext(context);
        controllers.afterPropertiesSet();
        GraphQlSource source = GraphQlSource.schemaResourceBuilder()
                .schemaResources(new ByteArrayResource(SDL.getBytes(StandardCharsets.UTF_8)))
                .configureRuntimeWiring(wiring -> wiring.scalar(ExtendedScalars.DateTime))
                .configureRuntimeWiring(controllers)
                .configureRuntimeWiring(new EventWiring(NODE.facts))
                .configureRuntimeWiring(wiring -> wiring.type(
                        "EventConnection",
                        type -> type.dataFetcher(
                                "totalCount",
                                environment -> Objects.requireNonNull(environment.<Page<?>>getSource())
                                        .total())))
                .exceptionResolvers(List.of(DataFetcherExceptionResolver.forSingleError(EventGraphTests::error)))
                .build();
        var caller = new Caller("tester", Set.of(Role.VIEWER), workspace, null);
        WebGraphQlInterceptor signedIn = (request, chain) -> chain.next(request)
                .contextWrite(
                        ReactiveSecurityContextHolder.withAuthentication(new TestingAuthenticationToken(caller, null)));
        return WebGraphQlTester.create(WebGraphQlHandler.builder(new DefaultExecutionGraphQlService(source))
                .interceptors(List.of(signedIn, new HeadFirst(NODE.journal)))
                .build());
    }
}
