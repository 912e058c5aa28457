package dev.baton.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What PostgreSQL makes of the statements when the log is thirty days long: it goes by index, and no further than the
/// page is long.
class LogPlanTests {

    private static final int DAYS = 30;
    private static final int EVENTS_A_DAY = 5_000;
    private static final long FIRST_DAY = 20_000;
    private static final long LAST_DAY_START = (FIRST_DAY + DAYS - 1) << 40;

    private static final WorkspaceId WORKSPACE = WorkspaceId.next();
    private static final TaskId TASK = TaskId.next();
    private static final AgentId AGENT = AgentId.next();

    private static final LogNode.Plan PLAN = LogNode.Plan.fresh();
    private static final LogNode NODE = new LogNode(PLAN);
    private static final EventConditions CONDITIONS = new EventConditions(NODE.facts);
    private static final EventFilter ALL = EventFilter.everything(WORKSPACE);
    private static final long LOW = LAST_DAY_START + 100;

    @SuppressWarnings("NullAway.Init")
    private static Statement sql;

    @BeforeAll
    static void fill() throws SQLException {
        sql = PLAN.place().connect().createStatement();
        // The migration's own day begins with the log, and is in the way of those that are made here.
        try (ResultSet day = sql.executeQuery("SELECT partition FROM event_day")) {
            day.next();
            String partition = day.getString(1);
            sql.execute("DROP TABLE " + partition);
        }
        // One event in fifty is of the workspace, half of those are of the agent, and a fifth of the task.
        sql.execute("""
            DO $$
            BEGIN
                FOR d IN %1$d .. %1$d + %2$d - 1 LOOP
                    PERFORM begin_event_day(DATE '1970-01-01' + d);
                    INSERT INTO event (position, id, workspace_id, type, task_id, agent_id, actor, data, recorded_at)
                    SELECT (d::bigint << 40) + n, gen_random_uuid(),
                           CASE WHEN n %% 50 = 0 THEN '%4$s'::uuid ELSE gen_random_uuid() END, 'MarkSet',
                           CASE WHEN n %% 250 = 0 THEN '%5$s'::uuid ELSE gen_random_uuid() END,
                           CASE WHEN n %% 100 = 0 THEN '%6$s'::uuid ELSE gen_random_uuid() END, 'x', '{"name": "m"}', now()
                    FROM generate_series(1, %3$d) n;
                END LOOP;
            END $$;
            ANALYZE event;
            """.formatted(FIRST_DAY, DAYS, EVENTS_A_DAY, WORKSPACE.value(), TASK.value(), AGENT.value()));
    }

    @AfterAll
    static void close() throws SQLException {
        sql.getConnection().close();
        NODE.close();
    }

    /// The driver prepares each statement once, so PostgreSQL may plan it for whatever parameters come.
    @ParameterizedTest
    @ValueSource(strings = {"force_generic_plan", "force_custom_plan"})
    void aReadGoesByIndexThroughTheDaysThatItNeeds(String mode) throws SQLException {
        sql.execute("SET plan_cache_mode = " + mode);
        sql.execute("SET ROLE baton_system");
        assertReadsDays(1, "_pkey", explain(StreamPages.BETWEEN, LOW, LOW + 2_000, 1_000));
        goBehindTheWall();
        assertReadsDays(1, "", explain(next(ALL), LOW, LOW + 2_000, 100));
        assertReadsDays(2, "", explain(next(ALL), LOW - (20L << 40), LOW, 150));
        assertReadsDays(1, "", explain(page(ALL, "ASC"), 0, Long.MAX_VALUE, 21));
        assertReadsDays(1, "", explain(page(ALL, "DESC"), 0, Long.MAX_VALUE, 21));
        assertReadsDays(
                2,
                "_workspace_id_agent_id_position_idx",
                explain(page(of(null, AGENT), "DESC"), 0, Long.MAX_VALUE, 60));
        assertReadsDays(
                2, "_workspace_id_task_id_position_idx", explain(page(of(TASK, null), "DESC"), 0, Long.MAX_VALUE, 21));
        assertReadsDays(
                1, "_workspace_id_task_id_position_idx", explain(page(of(TASK, null), "ASC"), 0, Long.MAX_VALUE, 20));
    }

    /// The latest of each is looked up, event by event, and never joined.
    @ParameterizedTest
    @ValueSource(strings = {"force_generic_plan", "force_custom_plan"})
    void theLatestOfATaskIsLookedUp(String mode) throws SQLException {
        sql.execute("SET plan_cache_mode = " + mode);
        goBehindTheWall();
        String latest = StreamPages.LATEST
                .replace("{conditions}", CONDITIONS.all(ALL, "e"))
                .replace("{later}", CONDITIONS.all(ALL, "later"))
                .replace(":end", Long.toString(LOW + 3_800));
        List<String> plan = explain(latest, LOW, LOW + 2_000, 100);
        assertThat(plan).noneMatch(line -> line.contains("Join") || line.contains("Hash") || line.contains("Seq Scan"));
        assertThat(daysIn(plan)).as(String.join("\n", plan)).hasSize(1);
    }

    private static void goBehindTheWall() throws SQLException {
        sql.execute("SET ROLE baton_app");
        sql.execute("SET baton.workspace = '%s'".formatted(WORKSPACE.value()));
    }

    private static void assertReadsDays(int days, String index, List<String> plan) {
        assertThat(plan).noneMatch(line -> line.contains("Seq Scan"));
        assertThat(daysIn(plan)).as(String.join("\n", plan)).hasSize(days);
        assertThat(executed(plan)).as(String.join("\n", plan)).allMatch(line -> line.contains(index));
    }

    private static Set<String> daysIn(List<String> plan) {
        return executed(plan)
                .map(line -> line.replaceAll(".* (?:using|on) (event_\\d+_\\d+_\\d+)_.*", "$1"))
                .collect(Collectors.toSet());
    }

    /// The indexes that were really read.
    private static Stream<String> executed(List<String> plan) {
        return plan.stream()
                .filter(line -> line.contains("Index") && line.contains(" event_"))
                .filter(line -> !line.contains("never executed"));
    }

    private static EventFilter of(@Nullable TaskId task, @Nullable AgentId agent) {
        return new EventFilter(
                WORKSPACE, EventFilter.About.ANYTHING, task, agent, null, null, null, EventFilter.OfTask.ANY);
    }

    private static String next(EventFilter filter) {
        return StreamPages.NEXT.replace("{conditions}", CONDITIONS.all(filter, "e"));
    }

    private static String page(EventFilter filter, String direction) {
        return Events.PAGE.replace("{conditions}", CONDITIONS.all(filter, "e")).replace("{direction}", direction);
    }

    private static List<String> explain(String statement, long low, long high, long limit) throws SQLException {
        String text = statement
                .replace("{columns}", EventRows.COLUMNS)
                .replace(":workspace", "$1")
                .replace(":low", "$2")
                .replace(":high", "$3")
                .replace(":limit", "$4")
                .replace(":types", "$5")
                .replace(":task", "$6")
                .replace(":agent", "$7");
        var lines = new ArrayList<String>();
        sql.execute("PREPARE p (uuid, bigint, bigint, bigint, text[], uuid, uuid) AS " + text);
        try (ResultSet plan = sql.executeQuery("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF, BUFFERS OFF)"
                + " EXECUTE p ('%s', %d, %d, %d, '{MarkSet,TaskNoted}', '%s', '%s')"
                        .formatted(WORKSPACE.value(), low, high, limit, TASK.value(), AGENT.value()))) {
            while (plan.next()) {
                lines.add(plan.getString(1));
            }
        } finally {
            sql.execute("DEALLOCATE p");
        }
        return lines;
    }
}
