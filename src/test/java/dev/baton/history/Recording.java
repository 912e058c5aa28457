package dev.baton.history;

import dev.baton.testing.Prey;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The history as a file of JSON lines, each an object with one field that says what it is: `call`, `kill`,
/// `outage`, `observed`, `event`, `task` or `audited`. It is written as things happen, so that a run that breaks
/// leaves what it saw.
final class Recording implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final BufferedWriter file;
    private final AtomicLong numbers = new AtomicLong();

    private Recording(BufferedWriter file) {
        this.file = file;
    }

    static Recording create(Path file) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        return new Recording(Files.newBufferedWriter(file));
    }

    /// Numbers calls and tags, each number once.
    long next() {
        return numbers.incrementAndGet();
    }

    void add(Call call) {
        write("call", call);
    }

    void addKill(Prey prey) {
        write("kill", Map.of("prey", prey, "at", Instant.now()));
    }

    void add(Outage outage) {
        write("outage", outage);
    }

    void observed(Instant at) {
        write("observed", at);
    }

    void add(LogEvent event) {
        write("event", event);
    }

    void add(EndTask task) {
        write("task", task);
    }

    void add(Audited audited) {
        write("audited", audited);
    }

    private synchronized void write(String kind, Object what) {
        try {
            file.write(JSON.writeValueAsString(Map.of(kind, what)));
            file.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    /// Reads a closed record back.
    static History read(Path file) throws IOException {
        var history = new History(
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                new ArrayList<>(),
                Instant.MAX);
        Instant observed = Instant.MAX;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode node = JSON.readTree(line);
                read(node, "call", Call.class, history.calls());
                read(node, "event", LogEvent.class, history.log());
                read(node, "task", EndTask.class, history.tasks());
                read(node, "outage", Outage.class, history.outages());
                read(node, "audited", Audited.class, history.audit());
                observed = node.has("observed")
                        ? Instant.parse(node.path("observed").asString())
                        : observed;
            }
        }
        return new History(
                history.calls(), history.log(), history.tasks(), history.outages(), history.audit(), observed);
    }

    private static <T> void read(JsonNode node, String kind, Class<T> type, List<T> into) {
        JsonNode value = node.path(kind);
        if (value.isObject()) {
            into.add(JSON.treeToValue(value, type));
        }
    }

    /// How many times something was killed.
    static long kills(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("{\"kill\"")).count();
        }
    }

    /// For whoever needs a word of its own.
    String tag() {
        return "t" + next();
    }
}
