/// The development mode: PostgreSQL and Redis as child processes, and development clients.
@ApplicationModule(allowedDependencies = {"access", "database"})
@NullMarked
package dev.baton.embedded;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
