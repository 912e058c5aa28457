package dev.baton.access;

import dev.baton.graph.NodeFinder;
import dev.baton.graph.WorkspaceId;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Flux;

/// What access adds to the parts that all features share.
@Configuration(proxyBeanMethods = false)
class AccessConfiguration {

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
