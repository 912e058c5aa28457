package dev.baton.database;

import dev.baton.testing.BatonTest;

/// The wall holds also where statements are traced. What Reactor would restore to threads is left out: it would be for
/// all tests of the JVM.
@BatonTest(
        properties = {
            "baton.traces-url=http://localhost:1/v1/traces",
            "management.tracing.sampling.probability=0",
            "spring.reactor.context-propagation=limited"
        })
class TracedWallTests extends WallTests {}
