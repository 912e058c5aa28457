/// Numbers over time: what agents record, what Baton derives from its log, and series of both.
@ApplicationModule(allowedDependencies = {"task", "agent", "journal", "stream", "access", "graph", "database"})
@NullMarked
package dev.baton.metric;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
