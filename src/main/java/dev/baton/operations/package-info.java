/// What operators see of the gateway: meters to scrape, and logs for machines to read.
@ApplicationModule(allowedDependencies = {"access", "graph", "database"})
@NullMarked
package dev.baton.operations;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
