package dev.baton.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.core.annotation.AliasFor;
import org.springframework.test.context.ContextConfiguration;

/// A test of the whole gateway on a real port, with a real PostgreSQL and a real Redis.
///
/// All tests of a JVM share one pair of servers ([TestServers]). Each application context gets a database and a
/// Redis index of its own; Spring reuses the context, and with it the data, for all test classes with the same
/// configuration. A test therefore makes what it needs and counts nothing but its own, and leaves no task that the
/// agents of another test may claim: each that is queued has an assignee or needs a capability of the test's own.
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = TestServers.class)
public @interface BatonTest {

    /// Properties of this context, `key=value`. Any of them gives the test a context and a database of its own.
    @AliasFor(annotation = SpringBootTest.class)
    String[] properties() default {};
}
