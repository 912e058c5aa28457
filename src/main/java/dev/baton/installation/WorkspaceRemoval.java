package dev.baton.installation;

import dev.baton.database.Sweeper;
import dev.baton.database.Transactions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Removes what was deleted: a thousand rows at a time, each time in a transaction of its own, and the workspace last.
/// Who dies in between leaves nothing half done. Each time begins at the first table again, so that what was written
/// meanwhile goes too.
@Component
@EnableConfigurationProperties(InstallationSettings.class)
class WorkspaceRemoval extends Sweeper {

    private static final Logger log = LoggerFactory.getLogger(WorkspaceRemoval.class);
    private static final int MOST = 1_000;

    private final InstalledWorkspaces workspaces;
    private final Transactions transactions;
    private final InstallationSettings settings;

    WorkspaceRemoval(InstalledWorkspaces workspaces, Transactions transactions, InstallationSettings settings) {
        this.workspaces = workspaces;
        this.transactions = transactions;
        this.settings = settings;
    }

    /// One sweep, until nothing is left that can be removed: how many rows went.
    @Override
    protected Mono<Long> sweep() {
        return Mono.defer(() -> transactions.run(batch()))
                .onErrorResume(DataIntegrityViolationException.class, WorkspaceRemoval::later)
                .repeat()
                .takeUntil(removed -> removed == 0)
                .reduce(0L, Long::sum);
    }

    private Mono<Long> batch() {
        return workspaces
                .take(settings.removalDelay())
                .flatMap(workspace -> workspaces.removeSome(workspace, MOST))
                .defaultIfEmpty(0L);
    }

    /// Somebody has a row in hand that is in the way, or has just written one.
    private static Mono<Long> later(DataIntegrityViolationException inTheWay) {
        log.info("A workspace that is being deleted is not empty yet: {}", inTheWay.getMessage());
        return Mono.just(0L);
    }
}
