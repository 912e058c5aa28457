package dev.baton.access;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.baton.graph.WorkspaceId;
import java.time.Duration;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Finds the workspace that a foreign token names, by its id or its name, and remembers it for a second.
@Component
class WorkspaceNames {

    private static final Duration REMEMBERED = Duration.ofSeconds(1);
    private static final int MOST = 10_000;
    private static final int LONGEST = 200;

    private final Workspaces workspaces;
    private final AsyncCache<String, Optional<WorkspaceId>> known =
            Caffeine.newBuilder().expireAfterWrite(REMEMBERED).maximumSize(MOST).buildAsync();

    WorkspaceNames(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    /// Empty where there is no such workspace.
    ///
    /// @return [Undecided] as an error signal where it cannot be found out
    Mono<WorkspaceId> find(String idOrName) {
        boolean storable = idOrName.length() <= LONGEST && idOrName.chars().noneMatch(Character::isISOControl);
        return storable
                ? Mono.fromFuture(
                                () -> known.get(
                                        idOrName, (text, _) -> read(text).toFuture()),
                                true)
                        .onErrorMap(_ -> new Undecided("The database cannot be reached"))
                        .flatMap(Mono::justOrEmpty)
                : Mono.empty();
    }

    private Mono<Optional<WorkspaceId>> read(String idOrName) {
        return Mono.justOrEmpty(WorkspaceId.parse(idOrName))
                .flatMap(workspaces::find)
                .switchIfEmpty(workspaces.named(idOrName))
                .map(Workspace::id)
                .singleOptional();
    }
}
