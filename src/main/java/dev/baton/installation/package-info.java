/// The workspaces of the installation: made, suspended, resumed and deleted by its administrators.
@ApplicationModule(allowedDependencies = {"access", "graph", "database"})
@NullMarked
package dev.baton.installation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
