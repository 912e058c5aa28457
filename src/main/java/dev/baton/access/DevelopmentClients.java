package dev.baton.access;

import dev.baton.database.ExternalServers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Clients for trying Baton out, whose secret is their name, in two workspaces made for them. They are open doors,
/// so they exist on two conditions only: see [Wanted].
@Component
@Conditional(DevelopmentClients.Wanted.class)
@DependsOnDatabaseInitialization
class DevelopmentClients implements Client.Directory, InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(DevelopmentClients.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Map<String, Grant> GRANTS = Map.of(
            "admin", new Grant("default", Role.ADMIN),
            "operator", new Grant("default", Role.OPERATOR),
            "viewer", new Grant("default", Role.VIEWER),
            "installation-admin", new Grant("default", Role.INSTALLATION_ADMIN),
            "other-admin", new Grant("other", Role.ADMIN),
            "other-operator", new Grant("other", Role.OPERATOR),
            "other-viewer", new Grant("other", Role.VIEWER));

    private final Workspaces workspaces;

    DevelopmentClients(Workspaces workspaces) {
        this.workspaces = workspaces;
    }

    private record Grant(String workspace, Role role) {}

    @Override
    public void afterPropertiesSet() {
        Set<String> names = GRANTS.values().stream().map(Grant::workspace).collect(Collectors.toSet());
        workspaces.createMissing(names).block(PATIENCE);
        log.warn("Development clients are on: anybody who can reach this gateway can sign in as an administrator.");
    }

    @Override
    public Mono<Client> find(String clientId) {
        return Mono.justOrEmpty(GRANTS.get(clientId))
                .flatMap(grant -> workspaces
                        .named(grant.workspace())
                        .map(workspace -> client(clientId, grant.role(), workspace)));
    }

    private static Client client(String name, Role role, Workspace workspace) {
        var signedIn = new Client.SignedIn(new Caller(name, Set.of(role), workspace.id(), null), null);
        return new Client(
                signedIn.caller(),
                secret -> MessageDigest.isEqual(bytes(secret), bytes(name)) ? Mono.just(signedIn) : Mono.empty());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// `baton.development-tokens` says so, or says nothing and PostgreSQL is the embedded one.
    static final class Wanted extends ExternalServers.Configured {

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            boolean embedded = !super.matches(context, metadata);
            return context.getEnvironment().getProperty("baton.development-tokens", Boolean.class, embedded);
        }
    }
}
