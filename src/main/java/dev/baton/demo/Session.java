package dev.baton.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.graphql.client.ClientGraphQlResponse;
import org.springframework.graphql.client.HttpGraphQlClient;
import org.springframework.graphql.client.WebSocketGraphQlClient;
import org.springframework.util.StringUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/// Somebody who has signed in: what they ask and tell, over HTTP, and what they hear, over a WebSocket.
record Session(HttpGraphQlClient http, WebSocketGraphQlClient socket) {

    // A gateway that is busy or restarts is asked again; who was refused need not ask.
    private static final Retry AGAIN = Retry.backoff(3, Duration.ofMillis(200)).filter(e -> !(e instanceof Refused));

    /// A problem, and so a mutation that has changed nothing.
    static final class Refused extends RuntimeException {
        Refused(Problem problem) {
            super(problem.code() + ": " + problem.message());
        }
    }

    record Problem(String code, String message) {}

    /// What came back, by paths below `data`; a field with an error throws.
    record Answer(ClientGraphQlResponse response) {

        String text(String path) {
            return get(path, String.class);
        }

        <T> T get(String path, Class<T> type) {
            return Objects.requireNonNull(response.field(path).toEntity(type), path);
        }

        <T> List<T> list(String path, Class<T> type) {
            return response.field(path).toEntityList(type);
        }
    }

    Mono<Answer> ask(String query, Map<String, @Nullable Object> variables) {
        return http.document(query)
                .variables(variables)
                .execute()
                .map(Answer::new)
                .retryWhen(AGAIN);
    }

    /// @param mutation its name, which also names its input
    /// @param answer what to select of the payload
    /// @return [Refused] as an error signal
    Mono<Answer> tell(String mutation, String answer, Map<String, Object> input) {
        String document = "mutation($input: %sInput!) { %s(input: $input) { %s problems { code message } } }"
                .formatted(StringUtils.capitalize(mutation), mutation, answer);
        return http.document(document)
                .variable("input", input)
                .execute()
                .map(Answer::new)
                .doOnNext(told -> refuse(told.list(mutation + ".problems", Problem.class)))
                .retryWhen(AGAIN);
    }

    /// @return for each event what the subscription's field holds
    <T> Flux<T> hear(String subscription, String field, Map<String, @Nullable Object> variables, Class<T> type) {
        return Flux.usingWhen(
                Mono.just(socket),
                open -> open.document(subscription)
                        .variables(variables)
                        .retrieveSubscription(field)
                        .toEntity(type),
                WebSocketGraphQlClient::stop);
    }

    private static void refuse(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new Refused(problems.getFirst());
        }
    }
}
