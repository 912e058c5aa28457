package dev.baton.metric;

import dev.baton.access.Caller;
import dev.baton.access.Idempotency;
import dev.baton.database.Transactions;
import dev.baton.graph.AgentId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Problem;
import dev.baton.graph.Refusal;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import dev.baton.metric.MetricSubjects.Kind;
import dev.baton.metric.MetricSubjects.Subjects;
import dev.baton.metric.RecordMetricsInput.MetricSampleInput;
import dev.baton.metric.Samples.Placed;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Records samples: each call in one transaction with what they amount to, so that neither is ever without the other.
@Component
class MetricRecorder {

    private static final int MOST_NAMES = 1_000;

    private final Metrics metrics;
    private final SeriesRoom room;
    private final Samples samples;
    private final Rollups rollups;
    private final MetricSubjects subjects;
    private final Transactions transactions;
    private final Idempotency idempotency;
    private final Clock clock;

    MetricRecorder(
            Metrics metrics,
            SeriesRoom room,
            Samples samples,
            Rollups rollups,
            MetricSubjects subjects,
            Transactions transactions,
            Idempotency idempotency,
            Clock clock) {
        this.metrics = metrics;
        this.room = room;
        this.samples = samples;
        this.rollups = rollups;
        this.subjects = subjects;
        this.transactions = transactions;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /// What became of a call's samples.
    ///
    /// @param overflowed how many of them count under other labels than their own
    record Recorded(int recorded, int overflowed) {

        // Idempotency keeps an answer as ids.
        private UUID asId() {
            return new UUID(recorded, overflowed);
        }

        private static Recorded ofId(UUID id) {
            return new Recorded((int) id.getMostSignificantBits(), (int) id.getLeastSignificantBits());
        }
    }

    /// @throws Refusal as an error signal: `InvalidInput`, `Forbidden` or `IdempotencyConflict`
    Mono<Recorded> record(Caller caller, RecordMetricsInput input) {
        Instant now = clock.instant();
        Mono<Recorded> work =
                Mono.defer(() -> read(caller, input, now)).flatMap(read -> keep(caller.workspace(), read));
        return samples.begin(input.times(now))
                .then(transactions.run(idempotency.once(
                        caller,
                        input.idempotencyKey(),
                        "recordMetrics",
                        input,
                        work,
                        Recorded::asId,
                        id -> Mono.just(Recorded.ofId(id)))));
    }

    // Where the key is known this is not asked: what was recorded once may be too old by the time that it is repeated.
    private Mono<List<Sample>> read(Caller caller, RecordMetricsInput input, Instant now) {
        input.check(now);
        Set<AgentId> agents = input.samples().stream()
                .flatMap(sample -> agentOf(caller, sample).stream())
                .collect(Collectors.toSet());
        Set<TaskId> tasks = input.samples().stream()
                .flatMap(sample -> taskOf(sample).stream())
                .collect(Collectors.toSet());
        return subjects.find(caller.workspace(), agents, tasks).map(found -> read(caller, input, now, found));
    }

    private static List<Sample> read(Caller caller, RecordMetricsInput input, Instant now, Subjects subjects) {
        var check = new InputCheck();
        for (int i = 0; i < input.samples().size(); i++) {
            MetricSampleInput sample = input.samples().get(i);
            check.below("samples." + i)
                    .require(
                            (sample.agentId() == null && caller.agent() == null)
                                    || agentOf(caller, sample)
                                            .filter(subjects.divisions()::containsKey)
                                            .isPresent(),
                            "agentId",
                            "The workspace has no such agent.")
                    .require(
                            sample.taskId() == null
                                    || taskOf(sample)
                                            .filter(subjects.tasks()::containsKey)
                                            .isPresent(),
                            "taskId",
                            "The workspace has no such task.");
        }
        check.refuse();
        return input.samples().stream()
                .map(sample -> sample(caller, sample, now, subjects))
                .toList();
    }

    private static Sample sample(Caller caller, MetricSampleInput sample, Instant now, Subjects subjects) {
        AgentId agent = agentOf(caller, sample).orElse(null);
        TaskId task = taskOf(sample).orElse(null);
        Kind kind =
                task == null ? null : Objects.requireNonNull(subjects.tasks().get(task));
        var series = new Series(
                sample.name(),
                agent,
                subjects.division(agent),
                kind == null ? null : kind.type(),
                kind == null ? null : kind.priority(),
                sample.labelMap());
        return new Sample(series, sample.unitOrNone(), sample.value(), sample.timeOr(now), task);
    }

    private static Optional<AgentId> agentOf(Caller caller, MetricSampleInput sample) {
        AgentId self = caller.agent();
        if (self != null && sample.agentId() != null && !sample.agentId().equals(self.toString())) {
            throw new Refusal(new Problem.Forbidden("An agent records about itself alone. Leave agentId out."));
        }
        return self == null ? Optional.ofNullable(sample.agentId()).flatMap(AgentId::parse) : Optional.of(self);
    }

    private static Optional<TaskId> taskOf(MetricSampleInput sample) {
        return Optional.ofNullable(sample.taskId()).flatMap(TaskId::parse);
    }

    private Mono<Recorded> keep(WorkspaceId workspace, List<Sample> read) {
        return name(workspace, read).then(room.place(workspace, read)).flatMap(placed -> keepPlaced(workspace, placed));
    }

    private Mono<Recorded> keepPlaced(WorkspaceId workspace, List<Placed> placed) {
        long overflowed = placed.stream().filter(Placed::overflowed).count();
        return samples.insert(workspace, placed)
                .then(rollups.add(workspace, counted(placed)))
                .thenReturn(new Recorded(placed.size(), (int) overflowed));
    }

    private static List<Sample> counted(List<Placed> placed) {
        return placed.stream().map(Placed::sample).toList();
    }

    /// Adds what Baton has derived. Joins the transaction around it.
    Mono<Void> derive(WorkspaceId workspace, List<Sample> derived) {
        if (derived.isEmpty()) {
            return Mono.empty();
        }
        return metrics.insert(workspace, units(derived))
                .then(room.place(workspace, derived))
                .flatMap(placed -> rollups.add(workspace, counted(placed)));
    }

    private static SortedMap<String, String> units(List<Sample> read) {
        var units = new TreeMap<String, String>();
        read.forEach(sample -> units.putIfAbsent(sample.name(), sample.unit()));
        return units;
    }

    private Mono<Void> name(WorkspaceId workspace, List<Sample> read) {
        SortedMap<String, String> wanted = units(read);
        Mono<Map<String, String>> known = metrics.units(workspace, wanted.keySet());
        return known.flatMap(units -> units.size() == wanted.size()
                        ? Mono.just(units)
                        : metrics.lock(workspace)
                                .then(requireRoom(workspace, wanted.size() - units.size()))
                                .then(metrics.insert(workspace, wanted))
                                .then(known))
                .doOnNext(units -> requireSameUnits(read, units))
                .then();
    }

    private Mono<Void> requireRoom(WorkspaceId workspace, int names) {
        return metrics.countRecorded(workspace)
                .doOnNext(there -> {
                    if (there + names > MOST_NAMES) {
                        throw Refusal.invalid(
                                "samples",
                                "The workspace has %,d metrics, and 1,000 are the most. Put what differs into labels."
                                        .formatted(there));
                    }
                })
                .then();
    }

    private static void requireSameUnits(List<Sample> read, Map<String, String> units) {
        var check = new InputCheck();
        IntStream.range(0, read.size()).forEach(i -> {
            Sample sample = read.get(i);
            String unit = Objects.requireNonNull(units.get(sample.name()), sample.name());
            check.require(
                    unit.equals(sample.unit()),
                    "samples." + i + ".unit",
                    "%s is in %s.".formatted(sample.name(), unit));
        });
        check.refuse();
    }
}
