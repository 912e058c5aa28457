package dev.baton.access;

import dev.baton.graph.NodeFinder;
import dev.baton.graph.WorkspaceId;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;

/// What access adds to the parts that all features share.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TrustSettings.class)
class AccessConfiguration {

    @Bean
    TrustedIssuers trustedIssuers(TrustSettings trust, AccessSettings own, WorkspaceNames workspaces, Clock clock) {
        WebClient client = WebClient.create();
        return TrustedIssuers.of(trust.issuers().entrySet().stream()
                .map(entry -> trusted(entry.getKey(), entry.getValue(), own, workspaces, client, clock))
                .toList());
    }

    private static TrustedIssuer trusted(
            String name,
            TrustSettings.Issuer issuer,
            AccessSettings own,
            WorkspaceNames workspaces,
            WebClient web,
            Clock clock) {
        if (issuer.issuer().equals(own.issuer())) {
            throw new IllegalArgumentException("baton.trust.issuers." + name + " has Baton's own issuer");
        }
        return new TrustedIssuer(name, issuer, new IssuerKeys(web, issuer, clock), workspaces, clock);
    }

    /// The caller's own workspace; any other is a missing one.
    @Bean
    NodeFinder workspaceNodes(Workspaces workspaces) {
        return NodeFinder.of(
                "workspace",
                WorkspaceId::parse,
                ids -> Caller.current()
                        .map(Caller::workspace)
                        .filter(ids::contains)
                        .flatMapMany(own -> Flux.from(workspaces.find(own))),
                Workspace::id);
    }
}
