package dev.baton.history;

import dev.baton.history.Call.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a run did and what the rules say about it.
///
/// @param kills how many times something was killed, the last time of all included
record Report(Path file, History history, long kills, Map<Rule, Findings> findings) {

    private static final int SHOWN = 10;

    /// Reads a record and checks it.
    static Report of(Path file) throws IOException {
        History history = Recording.read(file);
        var findings = new EnumMap<Rule, Findings>(Rule.class);
        for (Rule rule : Rule.values()) {
            findings.put(rule, rule.check(history));
        }
        return new Report(file, history, Recording.kills(file), findings);
    }

    long violations() {
        return findings.values().stream()
                .mapToLong(found -> found.violations().size())
                .sum();
    }

    long count(Outcome outcome) {
        return history.calls().stream()
                .filter(call -> call.outcome() == outcome)
                .count();
    }

    /// Which mutations were accepted and did something.
    Set<String> done() {
        return history.calls().stream()
                .filter(call -> !call.objects().isEmpty())
                .map(Call::operation)
                .collect(Collectors.toSet());
    }

    /// How many deliverables are there in each stage of review.
    Map<String, Long> deliverables() {
        return history.tasks().stream()
                .flatMap(task -> task.deliverables().values().stream())
                .collect(Collectors.groupingBy(
                        each -> each.path("review").asString(), TreeMap::new, Collectors.counting()));
    }

    @Override
    public String toString() {
        Stream<String> head = Stream.of(
                "record      " + file,
                "calls       %d: %s".formatted(history.calls().size(), counts(Call::outcome)),
                "  by kind   " + counts(Call::operation),
                "  not ok    " + codes(),
                "events      " + history.log().size(),
                "tasks       %d: %s".formatted(history.tasks().size(), states()),
                "handed in   " + deliverables(),
                "kills       %d, and no gateway answered for %s".formatted(kills, down()));
        Stream<String> rules = findings.entrySet().stream().flatMap(entry -> lines(entry.getKey(), entry.getValue()));
        return Stream.concat(head, rules).collect(Collectors.joining("\n"));
    }

    private static Stream<String> lines(Rule rule, Findings found) {
        String head = "rule %s: checked %d, violations %d"
                .formatted(rule, found.checked(), found.violations().size());
        return Stream.concat(
                Stream.of(head), found.violations().stream().limit(SHOWN).map(what -> "    " + what));
    }

    private Map<String, Long> counts(Function<Call, Object> by) {
        return history.calls().stream()
                .collect(Collectors.groupingBy(call -> by.apply(call).toString(), TreeMap::new, Collectors.counting()));
    }

    private Map<String, Long> codes() {
        return history.calls().stream()
                .filter(call -> !call.ok())
                .collect(Collectors.groupingBy(
                        call -> call.outcome() + " " + Objects.requireNonNullElse(call.code(), "?"),
                        TreeMap::new,
                        Collectors.counting()));
    }

    private Map<String, Long> states() {
        return history.tasks().stream()
                .collect(Collectors.groupingBy(EndTask::state, TreeMap::new, Collectors.counting()));
    }

    private Duration down() {
        return history.outages().stream()
                .map(outage -> Duration.between(outage.from(), outage.to()))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /// What a test asserts to be empty.
    List<String> wrong() {
        return findings.entrySet().stream()
                .flatMap(entry -> entry.getValue().violations().stream().map(what -> entry.getKey() + ": " + what))
                .toList();
    }
}
