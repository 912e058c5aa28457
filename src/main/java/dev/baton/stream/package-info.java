/// Reads the items of subscriptions: each by itself, as an operation of its own, and once for all who ask the same of
/// it.
@ApplicationModule(allowedDependencies = {"access", "graph"})
@NullMarked
package dev.baton.stream;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
