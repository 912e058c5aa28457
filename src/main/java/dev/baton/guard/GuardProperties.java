package dev.baton.guard;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The limits, as `baton.guard.*`. The size of a body is `spring.http.codecs.max-in-memory-size`.
///
/// @param maxOperationCost the most points that one operation may be bounded by
/// @param capacity the points that a client's bucket holds
/// @param refillPerSecond the points that flow back into a client's bucket every second
/// @param maxTokens the most tokens of a document
/// @param maxDepth the most fields below one another; an introspection query of the usual tools has 15
/// @param maxAliases the most aliases of a document
/// @param maxRootFields the most fields at the top of an operation
/// @param maxDirectives the most directives of a document
/// @param maxFragments the most named fragments of a document
/// @param bodyTimeout the time that a request's body has to arrive in; beyond it: 408
/// @param documentCache the most characters of source text whose parsed form is kept
@ConfigurationProperties("baton.guard")
record GuardProperties(
        @DefaultValue("5000") long maxOperationCost,
        @DefaultValue("20000") long capacity,
        @DefaultValue("500") long refillPerSecond,
        @DefaultValue("5000") int maxTokens,
        @DefaultValue("15") int maxDepth,
        @DefaultValue("50") int maxAliases,
        @DefaultValue("50") int maxRootFields,
        @DefaultValue("50") int maxDirectives,
        @DefaultValue("50") int maxFragments,
        @DefaultValue("20s") Duration bodyTimeout,
        @DefaultValue("1000000") int documentCache) {

    GuardProperties {
        if (capacity < 1 || refillPerSecond < 1) {
            throw new IllegalArgumentException("baton.guard.capacity and refill-per-second must be 1 or more.");
        }
        if (!bodyTimeout.isPositive()) {
            throw new IllegalArgumentException("baton.guard.body-timeout must be more than zero.");
        }
    }
}
