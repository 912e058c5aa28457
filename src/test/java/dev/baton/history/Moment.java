package dev.baton.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An event with what the events before it, folded, say about its task.
///
/// @param before null before the first event
record Moment(LogEvent event, @Nullable Shape before, Shape after) {

    /// What a task's events, folded, say.
    ///
    /// @param attempt the live one; null while nobody holds the task
    /// @param agent who holds it
    /// @param leaseUntil when its lease runs out; null while it has no end
    /// @param notBefore what the last bad end of an attempt said
    record Shape(
            String state,
            int strikes,
            int attempts,
            @Nullable String attempt,
            @Nullable String agent,
            @Nullable Instant leaseUntil,
            @Nullable Instant notBefore) {

        private static final Shape NONE = new Shape("", 0, 0, null, null, null, null);

        private Shape then(LogEvent event) {
            boolean claim = event.type().equals("TaskClaimed");
            boolean held = event.state().equals("WORKING") || event.state().equals("INPUT_REQUIRED");
            boolean waits = event.state().equals("WAITING");
            return new Shape(
                    event.state(),
                    event.type().equals("TaskRetried")
                            ? 0
                            : event.data().path("strikes").asInt(strikes),
                    claim ? attempts + 1 : attempts,
                    claim ? event.attempt() : held ? attempt : null,
                    claim ? event.agent() : held ? agent : null,
                    leaseUntil(event),
                    !waits ? null : event.notBefore() == null ? notBefore : event.notBefore());
        }

        // While the agent waits for an answer the lease has no end.
        private @Nullable Instant leaseUntil(LogEvent event) {
            if (!event.state().equals("WORKING")) {
                return null;
            }
            return event.leaseUntil() == null ? leaseUntil : event.leaseUntil();
        }
    }

    /// Each task's events in the log's order, folded one by one.
    static Map<String, List<Moment>> lives(List<LogEvent> log) {
        var lives = new LinkedHashMap<String, List<Moment>>();
        for (LogEvent event : log) {
            List<Moment> life = lives.computeIfAbsent(event.task(), _ -> new ArrayList<>());
            Shape before = life.isEmpty() ? null : life.getLast().after();
            life.add(new Moment(event, before, (before == null ? Shape.NONE : before).then(event)));
        }
        return lives;
    }
}
