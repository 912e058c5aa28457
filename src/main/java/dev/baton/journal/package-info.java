/// The workspace's append-only log: written with the change, numbered after it, followed by subscribers.
@ApplicationModule(allowedDependencies = {"access", "graph", "database", "stream"})
@NullMarked
package dev.baton.journal;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
