package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.CallerAuthentication;
import dev.baton.access.Logins;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.util.LinkedMultiValueMap;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/// What a subscription keeps of the request that it began with.
@BatonTest
class KeptRequestTests {

    private final House house;
    private final CallerAuthentication viewer;

    KeptRequestTests(@Autowired House house, @Autowired Logins logins, @Autowired Environment environment) {
        this.house = house;
        String token = Gateway.of(environment).token("viewer");
        this.viewer = Objects.requireNonNull(logins.judge("Bearer " + token).block());
    }

    @Test
    void whatASubscriptionDoesNotUseIsNotKeptWhileItRuns() {
        var unused = new ArrayList<WeakReference<Object>>();
        Disposable running = subscribe(unused);
        try {
            Awaitility.await().untilAsserted(() -> {
                System.gc();
                assertThat(unused).hasSize(1).allMatch(reference -> reference.refersTo(null));
            });
            assertThat(running.isDisposed()).isFalse();
        } finally {
            running.dispose();
        }
    }

    private Disposable subscribe(List<WeakReference<Object>> unused) {
        var variable = new ArrayList<Object>(List.of("never used"));
        unused.add(new WeakReference<>(variable));
        Map<String, Object> body = Map.of(
                "query",
                "subscription($filter: TaskEventFilter) { taskEvents(filter: $filter) { cursor task { id } } }",
                "variables",
                Map.of("filter", Map.of("labels", List.of("none")), "unused", variable));

        var request = new WebGraphQlRequest(
                URI.create("/graphql"),
                new HttpHeaders(),
                new LinkedMultiValueMap<>(),
                null,
                Map.of(),
                body,
                "1",
                null);
        return Answer.to(request, house)
                .ofType(Answer.Stream.class)
                .flatMapMany(stream -> Flux.from(stream.results()))
                .contextWrite(ReactiveSecurityContextHolder.withAuthentication(viewer))
                .subscribe();
    }
}
