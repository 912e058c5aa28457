package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.database.PostgresServer;
import dev.baton.testing.Gateway;
import dev.baton.testing.Worker;
import dev.baton.testing.Worker.Claimed;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/// Workers that delegate, claim and complete as fast as the gateway lets them, over HTTP.
record Crew(Gateway gateway, String operator, List<Worker> workers) {

    static final int SIZE = 16;

    private static final String ONE = """
        delegateTask(input: { title: "Do it", type: "work", requiredCapabilities: ["bench"] }) { task { id } }
        """;

    private static final String COMPLETE = """
        mutation ($input: CompleteTaskInput!) { completeTask(input: $input) { task { state } problems { code } } }
        """;

    private static final String COMPLETE_ALL = """
        mutation ($input: CompleteTasksInput!) {
          completeTasks(input: $input) { results { task { state } problems { code } } problems { code } }
        }
        """;

    static Crew hire(Gateway gateway) {
        List<Worker> workers = IntStream.range(0, SIZE)
                .mapToObj(i -> Worker.hire(gateway, "bench-" + i, "bench", 1_000))
                .toList();
        return new Crew(gateway, gateway.token("operator"), workers);
    }

    /// How many tasks a second go the whole way.
    ///
    /// @param at how many each request is about
    double cycle(int at, int seconds) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        long end = start + seconds * 1_000_000_000L;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> done = workers.stream()
                    .map(worker -> threads.submit(() -> cycle(worker, at, end)))
                    .toList();
            long tasks = 0;
            for (Future<Integer> one : done) {
                tasks += one.get();
            }
            return tasks * 1e9 / (System.nanoTime() - start);
        }
    }

    void oneCycleAlone() {
        assertThat(once(workers.getFirst(), 1)).isEqualTo(1);
    }

    private int cycle(Worker worker, int at, long end) {
        int tasks = 0;
        while (System.nanoTime() < end) {
            tasks += once(worker, at);
        }
        return tasks;
    }

    private int once(Worker worker, int at) {
        delegate(at);
        List<Claimed> claimed = worker.claim(at, 60);
        complete(worker, claimed, at);
        return claimed.size();
    }

    private void delegate(int count) {
        String all = IntStream.range(0, count)
                .mapToObj(i -> "t" + i + ": " + ONE)
                .collect(Collectors.joining(" ", "mutation { ", " }"));
        gateway.dataWhenAvailable(operator, all, Map.of());
    }

    private void complete(Worker worker, List<Claimed> claimed, int at) {
        List<Map<String, String>> items = claimed.stream()
                .map(one -> Map.of("taskId", one.task(), "leaseToken", one.lease(), "result", "done"))
                .toList();
        JsonNode answer;
        if (items.isEmpty()) {
            return;
        } else if (at == 1) {
            answer = gateway.dataWhenAvailable(worker.token(), COMPLETE, Map.of("input", items.getFirst()));
        } else {
            answer = gateway.dataWhenAvailable(worker.token(), COMPLETE_ALL, Map.of("input", Map.of("items", items)));
        }
        assertThat(answer.findValuesAsString("code")).isEmpty();
        assertThat(answer.findValuesAsString("state")).hasSize(items.size()).containsOnly("COMPLETED");
    }

    /// The workspace of them all.
    String workspace(PostgresServer server) throws SQLException {
        try (var connection =
                        DriverManager.getConnection(server.getJdbcUrl(), server.getUsername(), server.getPassword());
                var sql = connection.createStatement();
                var rows = sql.executeQuery("SELECT workspace_id FROM agent WHERE handle = 'bench-0'")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
