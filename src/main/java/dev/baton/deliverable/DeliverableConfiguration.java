package dev.baton.deliverable;

import dev.baton.access.Caller;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.NodeFinder;
import dev.baton.journal.FactTypes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What deliverables add to the parts that all features share.
@Configuration(proxyBeanMethods = false)
class DeliverableConfiguration {

    @Bean
    FactTypes deliverableEvents() {
        return FactTypes.of(DeliverableEvent.class);
    }

    @Bean
    NodeFinder deliverableNodes(Deliverables deliverables) {
        return NodeFinder.of(
                "deliverable",
                DeliverableId::parse,
                ids -> Caller.current().flatMapMany(caller -> deliverables.findAll(caller.workspace(), ids)),
                Deliverable::id);
    }
}
