package dev.baton.database;

import dev.baton.testing.BatonTest;
import dev.baton.testing.BesideOthers;

/// The wall holds also where statements are traced. What Reactor would restore to threads is left out: it would be for
/// all tests of the JVM.
@BatonTest(
        properties = {
            "baton.traces-url=http://localhost:1/v1/traces",
            "management.tracing.sampling.probability=0",
            "spring.reactor.context-propagation=limited"
        })
@BesideOthers
class TracedWallTests extends WallTests {}
