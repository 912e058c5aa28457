package dev.baton.metric;

import dev.baton.graph.AgentId;
import dev.baton.graph.TaskId;
import dev.baton.metric.MetricSubjects.Kind;
import dev.baton.task.TaskState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What of a task's life is running, after one of its events.
///
/// @param queuedAt since when it stands in its queue, or null
/// @param holder who holds it, in an attempt that has not ended, or null
/// @param division that the holder was in when it claimed
/// @param runningSince since when it is worked on; null while its agent waits for input
/// @param ran how long the attempt was worked on before that
record WorkClock(
        TaskId task,
        Kind kind,
        Instant delegatedAt,
        @Nullable Instant queuedAt,
        @Nullable AgentId holder,
        @Nullable String division,
        @Nullable Instant runningSince,
        Duration ran) {

    static WorkClock start(TaskId task, Kind kind, Instant delegatedAt) {
        return new WorkClock(task, kind, delegatedAt, null, null, null, null, Duration.ZERO);
    }

    /// As it goes on without an attempt.
    WorkClock idle(TaskState state, Instant now) {
        Instant queued = state != TaskState.QUEUED ? null : queuedAt == null ? now : queuedAt;
        return new WorkClock(task, kind, delegatedAt, queued, null, null, null, Duration.ZERO);
    }

    WorkClock claimed(AgentId agent, @Nullable String itsDivision, Instant now) {
        return new WorkClock(task, kind, delegatedAt, null, agent, itsDivision, now, Duration.ZERO);
    }

    WorkClock paused(Instant now) {
        return new WorkClock(task, kind, delegatedAt, null, holder, division, null, ranUntil(now));
    }

    WorkClock resumed(Instant now) {
        return new WorkClock(task, kind, delegatedAt, null, holder, division, now, ran);
    }

    /// How long the attempt was worked on until then.
    Duration ranUntil(Instant now) {
        return runningSince == null ? ran : ran.plus(between(runningSince, now));
    }

    /// Nodes' clocks differ a little.
    static Duration between(Instant from, Instant to) {
        return from.isBefore(to) ? Duration.between(from, to) : Duration.ZERO;
    }
}
