/// The demonstration, `BATON_DEMO=true`: a crew builds a billing backend, over and over. It uses nothing of the
/// gateway but its public API, over HTTP and a WebSocket, so that what it does any client can do.
@ApplicationModule(allowedDependencies = {})
@NullMarked
package dev.baton.demo;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
