package dev.baton.installation;

import dev.baton.database.Reach;
import java.time.Duration;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Makes the workspace that the settings call home, where it is missing. Whoever may make workspaces needs one to sign
/// in to, so the first of an installation comes from here.
@Component
@DependsOnDatabaseInitialization
class HomeWorkspace implements InitializingBean {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final InstalledWorkspaces workspaces;
    private final InstallationSettings settings;

    HomeWorkspace(InstalledWorkspaces workspaces, InstallationSettings settings) {
        this.workspaces = workspaces;
        this.settings = settings;
    }

    @Override
    public void afterPropertiesSet() {
        Mono.justOrEmpty(settings.home())
                .flatMap(workspaces::insert)
                .contextWrite(Reach.everywhere())
                .block(PATIENCE);
    }
}
