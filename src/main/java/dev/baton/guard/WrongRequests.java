package dev.baton.guard;

import static org.springframework.http.MediaType.APPLICATION_GRAPHQL_RESPONSE;
import static org.springframework.http.MediaType.APPLICATION_JSON;
import static org.springframework.http.MediaType.TEXT_EVENT_STREAM;
import static org.springframework.web.reactive.function.server.RequestPredicates.accept;
import static org.springframework.web.reactive.function.server.RequestPredicates.contentType;
import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.core.publisher.Mono;

/// Requests to the GraphQL endpoint that Spring GraphQL would answer with an empty body. As exceptions they get an
/// answer that a GraphQL client can read.
@Configuration(proxyBeanMethods = false)
class WrongRequests {

    /// Before Spring Boot's, which has 0.
    @Bean
    @Order(-1)
    RouterFunction<ServerResponse> clearRefusals(@Value("${spring.graphql.http.path}") String graphQl) {
        return RouterFunctions.route()
                .route(
                        path(graphQl).and(method(HttpMethod.POST).negate()),
                        request ->
                                Mono.error(new MethodNotAllowedException(request.method(), List.of(HttpMethod.POST))))
                .POST(
                        graphQl,
                        contentType(APPLICATION_JSON).negate(),
                        request -> Mono.error(new UnsupportedMediaTypeStatusException(
                                request.headers().contentType().orElse(null), List.of(APPLICATION_JSON))))
                .POST(
                        graphQl,
                        accept(APPLICATION_GRAPHQL_RESPONSE, APPLICATION_JSON, TEXT_EVENT_STREAM)
                                .negate(),
                        _ -> Mono.error(new NotAcceptableStatusException(
                                List.of(APPLICATION_GRAPHQL_RESPONSE, APPLICATION_JSON, TEXT_EVENT_STREAM))))
                .build();
    }
}
