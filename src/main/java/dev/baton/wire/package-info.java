/// How GraphQL comes in over sockets and event streams.
@ApplicationModule(allowedDependencies = {"access", "graph"})
@NullMarked
package dev.baton.wire;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
