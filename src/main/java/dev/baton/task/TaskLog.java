package dev.baton.task;

import dev.baton.journal.Journal;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Writes what happened to a task, in the transaction that made it happen.
@Component
class TaskLog {

    /// The actor of what Baton does by itself.
    static final String BATON = "baton";

    private final Journal journal;

    TaskLog(Journal journal) {
        this.journal = journal;
    }

    /// Answers the task, so that it can stand in the chain that moves it.
    ///
    /// @param actor the subject of a person's token, an agent's id, or [#BATON]
    Mono<Task> record(Task moved, String actor, TaskEvent event) {
        return journal.append(moved.workspace(), actor, List.of(event)).thenReturn(moved);
    }
}
