package dev.baton.task;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.baton.journal.Fact;
import dev.baton.journal.Journal;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Writes what happened to tasks, in the transaction that made it happen.
@Component
class TaskLog {

    /// The actor of what Baton does by itself.
    static final String BATON = "baton";

    private final Journal journal;

    TaskLog(Journal journal) {
        this.journal = journal;
    }

    /// One thing that happened.
    ///
    /// @param actor the subject of a person's token, an agent's id, or [#BATON]
    record Entry(Task about, String actor, Fact fact) {}

    /// Answers the task, so that it can stand in the chain that moves it.
    Mono<Task> record(Task moved, String actor, Fact... facts) {
        List<Entry> entries =
                Stream.of(facts).map(fact -> new Entry(moved, actor, fact)).toList();
        return recordAll(entries).thenReturn(moved);
    }

    /// In the order given, as far as they are of one workspace: what a sweep moves may be of several.
    Mono<Void> recordAll(Collection<Entry> entries) {
        var byWorkspace = entries.stream()
                .collect(groupingBy(
                        entry -> entry.about().workspace(),
                        mapping(entry -> new Journal.Entry(entry.actor(), entry.fact()), toList())));
        return Flux.fromIterable(byWorkspace.entrySet())
                .concatMap(one -> journal.append(one.getKey(), one.getValue()))
                .then();
    }
}
