/// What an operation may cost, and how often.
@ApplicationModule(allowedDependencies = {"access", "graph", "stream"})
@NullMarked
package dev.baton.guard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
