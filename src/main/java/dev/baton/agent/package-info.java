/// Registered workers and managers, their forest and their presence.
@ApplicationModule(allowedDependencies = {"journal", "access", "graph", "database"})
@NullMarked
package dev.baton.agent;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
