/// A task's life: the transition table, leases, attempts, dependencies, and the sweeper.
@ApplicationModule(allowedDependencies = {"agent", "journal", "access", "graph", "database"})
@NullMarked
package dev.baton.task;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
