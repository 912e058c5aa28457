package dev.baton.journal;

import dev.baton.graph.Page;
import dev.baton.graph.PageRequest;
import dev.baton.graph.TaskId;
import dev.baton.graph.WorkspaceId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The workspace's append-only log: features append to it, callers read pages of it and follow it.
@Component
public class Journal {

    /// Writes facts in the transaction around it, in the order of the list, and rings when that has committed.
    ///
    /// @param actor the subject of a person's token, an agent's id, or `baton`
    /// @throws IllegalStateException as an error signal, where there is no transaction
    public Mono<Void> append(WorkspaceId workspace, String actor, List<? extends Fact> facts) {
        return Mono.error(new UnsupportedOperationException());
    }

    /// A page, the oldest event first. Whoever has written sees what it wrote.
    ///
    /// @throws dev.baton.graph.Fault as an error signal: `CURSOR_EXPIRED`, or `BAD_REQUEST` for a foreign cursor
    public Mono<Page<Event>> events(EventFilter filter, PageRequest request) {
        return Mono.error(new UnsupportedOperationException());
    }

    /// The same page of each of the tasks' own events, in one statement.
    public Mono<Map<TaskId, Page<Event>>> eventsOf(WorkspaceId workspace, Set<TaskId> tasks, PageRequest request) {
        return Mono.error(new UnsupportedOperationException());
    }

    /// Every event of the filter behind the position, each once, in the log's order, without end; or from now on.
    ///
    /// @throws dev.baton.graph.Fault as an error signal: `CURSOR_EXPIRED`
    public Flux<Event> follow(EventFilter filter, @Nullable Position after) {
        return Flux.error(new UnsupportedOperationException());
    }

    /// Where this node's readers are: never ahead of what a statement that begins now can see.
    ///
    /// @throws dev.baton.graph.Fault `UNAVAILABLE` before the log was read for the first time
    public Position head() {
        throw new UnsupportedOperationException();
    }
}
