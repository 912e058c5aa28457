package dev.baton.task;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// A workspace of its own with as many queued tasks as one likes, made by SQL, and the statement by which its one
/// agent claims: as the gateway sends it, but with a plan that PostgreSQL can be asked for.
///
/// @param connection as the database's owner
/// @param capabilities the agent's, with commas between
public record LongQueue(Connection connection, UUID workspace, UUID agent, String capabilities) {

    /// The agent's own line, and those of four capabilities out of twenty: it may take from five.
    public static final int LINES = 5;

    private static final int PRIORITIES = 4;

    /// How many rows a claim of one may look at, however many there are.
    public static final int IN_SIGHT = LINES * PRIORITIES * 24;

    private static final String START = """
        INSERT INTO workspace (id, name) VALUES ('{workspace}', 'w' || left(md5('{workspace}'), 20));
        INSERT INTO agent (id, workspace_id, handle, display_name, kind, capabilities, tools, max_concurrent_tasks,
                           created_at, updated_at)
        VALUES ('{agent}', '{workspace}', 'able', 'Able', 'SPECIALIST', '{{capabilities}}', '{}', 1000, now(), now())
        """;

    // Each 22nd is the agent's own, each other one needs one of twenty capabilities; all priorities, five delegators.
    private static final String FILL = """
        INSERT INTO task (id, workspace_id, title, instructions, type, priority, state, labels, required_capabilities,
                          depth, assignee_id, assigned, requester, review_required, self_review, on_dependency_failure,
                          max_attempts, first_delay_ms, delay_factor, max_delay_ms, delay_jitter, blocked_by,
                          queue_id, queued_at, turn, created_at, updated_at)
        SELECT uuidv7(), '{workspace}', 'Do it', '', 'work', i / 22 % 4, 'QUEUED', '{}', {needs},
               0, {assignee}, {assignee} IS NOT NULL, 'r' || i / 88 % 5, false, false, 'WAIT',
               3, 1000, 2, 60000, 0.1, 0,
               {queue}, now() - ({to} - i) * interval '1 millisecond', i / 440, now(), now()
        FROM generate_series({from}, {to}) i
        """;

    private static final List<String> ORDER = List.of(
            "workspace", "agent", "capabilities", "limit", "most", "from", "to", "leaseMs", "leaseExpiresAt", "now");

    private static final String TYPES =
            "uuid, uuid, text[], integer, integer, text[], text, bigint, timestamptz, timestamptz";

    public static LongQueue start(Connection connection) throws SQLException {
        var queue = new LongQueue(connection, UUID.randomUUID(), UUID.randomUUID(), "c1,c2,c3,c4");
        queue.run(queue.fill(START, Map.of()));
        return queue;
    }

    /// Queues the tasks of these numbers behind the others, and lets PostgreSQL count.
    public void add(int from, int to) throws SQLException {
        String assignee = "CASE WHEN i % 22 = 0 THEN '{agent}'::uuid END";
        String needs = "CASE WHEN i % 22 = 0 THEN '{}' ELSE ARRAY['c' || i % 20] END";
        String line = "coalesce(" + assignee + ", md5('{workspace} c' || i % 20)::uuid)";
        run(fill(FILL, Map.of("needs", needs, "assignee", assignee, "queue", line, "from", "" + from, "to", "" + to)));
        run("ANALYZE task");
    }

    /// Queues so many tasks, more urgent and older than all others, that the agent is not able to do.
    public void addOutOfReach(int count) throws SQLException {
        run(fill(
                FILL.replace("i / 22 % 4", "3").replace("interval '1 millisecond'", "interval '1 second'"),
                Map.of(
                        "needs",
                        "ARRAY['other']",
                        "assignee",
                        "NULL::uuid",
                        "queue",
                        "'00000000-0000-0000-0000-000000000000'::uuid",
                        "from",
                        "1",
                        "to",
                        "" + count)));
        run("ANALYZE task");
    }

    /// From here on as the gateway's connections, behind the wall.
    void goBehindTheWall() throws SQLException {
        run(fill("SET LOCAL ROLE baton_app; SET LOCAL baton.workspace = '{workspace}'", Map.of()));
    }

    /// Prepares the claim, with one plan for all values: what PostgreSQL comes to use for a statement that it sees
    /// often, and the one that it must guess the numbers of rows for.
    public void prepareClaim() throws SQLException {
        String sql = TaskClaims.NARROW;
        for (String name : ORDER) {
            sql = sql.replaceAll("(?<!:):" + name + "\\b", "\\$" + (ORDER.indexOf(name) + 1));
        }
        run("SET plan_cache_mode = force_generic_plan");
        run("PREPARE claim (" + TYPES + ") AS " + sql);
    }

    public String executeClaim(int limit) {
        return fill("""
            EXECUTE claim ('{workspace}', '{agent}', '{{capabilities}}', {limit}, 1000000, '{QUEUED}', 'WORKING',
                           60000, now() + interval '1 minute', now())
            """, Map.of("limit", "" + limit));
    }

    /// The claim of one task as pgbench can send it, by the agent in its variable `agent`, which is able to
    /// `bench`.
    ///
    /// @param wide for the second look, where others have in hand what the first saw
    public static String claimForPgbench(boolean wide) {
        return (wide ? TaskClaims.WIDE : TaskClaims.NARROW)
                .strip()
                .replaceAll("(?<!:):workspace\\b", "'{workspace}'::uuid")
                .replaceAll("(?<!:):agent\\b", ":agent::uuid")
                .replaceAll("(?<!:):capabilities\\b", "'{bench}'::text[]")
                .replaceAll("(?<!:):limit\\b", "1")
                .replaceAll("(?<!:):most\\b", "1000")
                .replaceAll("(?<!:):from\\b", "'{QUEUED}'::text[]")
                .replaceAll("(?<!:):to\\b", "'WORKING'")
                .replaceAll("(?<!:):leaseMs\\b", "60000")
                .replaceAll("(?<!:):leaseExpiresAt\\b", "now() + interval '1 minute'")
                .replaceAll("(?<!:):now\\b", "now()");
    }

    /// What `next_turn()` asks for a task in the agent's own line, as a statement that shows its plan.
    public String nextTurn() throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("SELECT prosrc FROM pg_proc WHERE proname = 'next_turn'")) {
            rows.next();
            return fill(
                    rows.getString(1)
                            .replaceAll("\\bworkspace\\b", "'{workspace}'")
                            .replaceAll("\\bqueue\\b", "'{agent}'")
                            .replaceAll("\\blevel\\b", "1::smallint")
                            .replaceAll("\\bdelegator\\b", "'r1'"),
                    Map.of());
        }
    }

    /// Ends the work on what was claimed, so that the agent's hands are as free as before.
    public void completeClaimed() throws SQLException {
        run("UPDATE task SET state = 'COMPLETED', ended_at = now(), lease_token = NULL, lease_ms = NULL,"
                + " lease_expires_at = NULL WHERE state = 'WORKING'");
    }

    /// What PostgreSQL does for a statement, and does it.
    public String explain(String statement) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("EXPLAIN (ANALYZE, BUFFERS) " + statement)) {
            var plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }

    public void run(String statement) throws SQLException {
        try (Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private String fill(String template, Map<String, String> more) {
        String text = template;
        for (var part : more.entrySet()) {
            text = text.replace("{" + part.getKey() + "}", part.getValue());
        }
        return text.replace("{workspace}", workspace.toString())
                .replace("{agent}", agent.toString())
                .replace("{capabilities}", capabilities);
    }

    /// The lines of a plan that read the tasks other than by an index in its order.
    public static List<String> detours(String plan) {
        return plan.lines()
                .filter(line -> line.matches(".*(Seq|Bitmap Heap) Scan on task\\b.*"))
                .collect(Collectors.toList());
    }

    /// The most rows that any step of a plan had in hand, of those that sort or read tasks.
    public static long mostRows(String plan) {
        return plan.lines()
                .filter(line -> line.matches(".*(Sort| on task\\b| on near\\b).*actual.*"))
                .mapToLong(LongQueue::rows)
                .max()
                .orElseThrow();
    }

    private static long rows(String line) {
        String actual = line.substring(line.indexOf("(actual"));
        double rows = Double.parseDouble(actual.replaceAll(".*rows=([0-9.]+).*", "$1"));
        long loops = Long.parseLong(actual.replaceAll(".*loops=([0-9]+).*", "$1"));
        return Math.round(rows * loops);
    }
}
