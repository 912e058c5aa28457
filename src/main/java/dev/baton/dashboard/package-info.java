/// What people look at in a browser: the dashboard at `/`, and in the development mode GraphiQL at `/graphiql`. Files
/// only: both know the gateway by its public API, and by the client of the frontend contract.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.baton.dashboard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
