/// The API's common tongue: typed ids, pages and cursors, scalars, problems and errors.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.baton.graph;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
