/// Who calls, from which workspace, in which role; tokens and credentials.
@ApplicationModule(allowedDependencies = {"graph", "database"})
@NullMarked
package dev.baton.access;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
