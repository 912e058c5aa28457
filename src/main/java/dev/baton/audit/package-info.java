/// Who did what, on what, from where, and what came of it: every mutation and every sign-in.
@ApplicationModule(allowedDependencies = {"access", "graph", "database"})
@NullMarked
package dev.baton.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
