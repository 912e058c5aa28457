package dev.baton.guard;

import static org.springframework.http.MediaType.APPLICATION_GRAPHQL_RESPONSE;
import static org.springframework.http.MediaType.APPLICATION_JSON;
import static org.springframework.http.MediaType.TEXT_EVENT_STREAM;
import static org.springframework.web.reactive.function.server.RequestPredicates.contentType;
import static org.springframework.web.reactive.function.server.RequestPredicates.headers;
import static org.springframework.web.reactive.function.server.RequestPredicates.methods;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.core.publisher.Mono;

/// Leads requests to the GraphQL endpoint to [HttpRequests], but those for an event stream, which Spring Boot's route
/// leads on. What has no place to go is refused by an exception, for an answer that a GraphQL client can read.
@Configuration(proxyBeanMethods = false)
class HttpRoutes {

    private static final HttpMethod[] METHODS = {HttpMethod.GET, HttpMethod.POST};

    /// Before Spring Boot's, which has 0.
    @Bean
    @Order(-1)
    RouterFunction<ServerResponse> graphQlOverHttp(
            WebGraphQlHandler graphQl, @Value("${spring.graphql.http.path}") String path) {
        var requests = new HttpRequests(graphQl);
        RequestPredicate acceptable = headers(HttpRequests::isAcceptable);
        return RouterFunctions.route()
                .route(
                        path(path).and(methods(METHODS).negate()),
                        request -> Mono.error(new MethodNotAllowedException(request.method(), List.of(METHODS))))
                .POST(
                        path,
                        contentType(APPLICATION_JSON).negate(),
                        request -> Mono.error(new UnsupportedMediaTypeStatusException(
                                request.headers().contentType().orElse(null), List.of(APPLICATION_JSON))))
                .POST(path, acceptable, requests::post)
                .GET(path, acceptable, requests::get)
                .route(
                        path(path)
                                .and(methods(HttpMethod.POST)
                                        .and(headers(HttpRequests::isStreamAcceptable))
                                        .negate()),
                        _ -> Mono.error(new NotAcceptableStatusException(
                                List.of(APPLICATION_GRAPHQL_RESPONSE, APPLICATION_JSON, TEXT_EVENT_STREAM))))
                .build();
    }
}
