package dev.baton.task;

import dev.baton.access.Caller;
import dev.baton.graph.AttemptId;
import dev.baton.graph.DelegationId;
import dev.baton.graph.NodeFinder;
import dev.baton.graph.TaskId;
import dev.baton.journal.FactTypes;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// What tasks add to the parts that all features share.
@Configuration(proxyBeanMethods = false)
class TaskConfiguration {

    @Bean
    FactTypes taskEvents() {
        return FactTypes.of(TaskEvent.class);
    }

    @Bean
    NodeFinder taskNodes(Tasks tasks) {
        return NodeFinder.of(
                "task",
                TaskId::parse,
                ids -> Caller.current().flatMapMany(caller -> tasks.findAll(caller.workspace(), ids)),
                Task::id);
    }

    @Bean
    NodeFinder attemptNodes(TaskHistory history) {
        return NodeFinder.of(
                "attempt",
                AttemptId::parse,
                ids -> Caller.current().flatMapMany(caller -> history.findAttempts(caller.workspace(), ids)),
                TaskHistory.Attempt::id);
    }

    @Bean
    NodeFinder delegationNodes(TaskHistory history) {
        return NodeFinder.of(
                "delegation",
                DelegationId::parse,
                ids -> Caller.current().flatMapMany(caller -> history.findDelegations(caller.workspace(), ids)),
                TaskHistory.Delegation::id);
    }
}
