/// What an operation may cost, and how often.
@ApplicationModule(allowedDependencies = {"access", "database", "graph", "stream"})
@NullMarked
package dev.baton.guard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
