package dev.baton.agent;

import dev.baton.access.Caller;
import dev.baton.graph.AgentId;
import dev.baton.graph.NodeFinder;
import dev.baton.journal.FactTypes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What agents add to the parts that all features share.
@Configuration(proxyBeanMethods = false)
class AgentConfiguration {

    @Bean
    FactTypes agentEvents() {
        return FactTypes.of(AgentEvent.class);
    }

    @Bean
    NodeFinder agentNodes(Agents agents) {
        return NodeFinder.of(
                "agent",
                AgentId::parse,
                ids -> Caller.current().flatMapMany(caller -> agents.findAll(caller.workspace(), ids)),
                Agent::id);
    }
}
