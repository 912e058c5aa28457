/// The running text that agents emit while they work: much of it, kept in Redis for a while, and no part of the log.
@ApplicationModule(allowedDependencies = {"task", "access", "graph", "stream"})
@NullMarked
package dev.baton.output;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
