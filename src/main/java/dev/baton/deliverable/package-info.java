/// What is handed in for a task: revisions and reviews.
@ApplicationModule(allowedDependencies = {"task", "agent", "journal", "access", "graph", "database"})
@NullMarked
package dev.baton.deliverable;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
