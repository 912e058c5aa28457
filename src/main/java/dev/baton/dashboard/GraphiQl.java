package dev.baton.dashboard;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// GraphiQL at `/graphiql`, from the jar, where there are development clients to sign in with, and nowhere else.
@Configuration(proxyBeanMethods = false)
class GraphiQl {

    /// Its editor writes styles into the page.
    private static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'");

    @Bean
    RouterFunction<ServerResponse> graphiQlPages(BeanFactory beans) {
        boolean offered = beans.containsBean("developmentClients");
        var page = new ClassPathResource("graphiql/index.html");
        return RouterFunctions.nest(
                _ -> offered,
                RouterFunctions.route()
                        .GET("/graphiql", _ -> page(page))
                        .HEAD("/graphiql", _ -> page(page))
                        .add(library("react", "META-INF/resources/webjars/react/18.3.1/"))
                        .add(library("react-dom", "META-INF/resources/webjars/react-dom/18.3.1/"))
                        .add(library("graphql-ws", "META-INF/resources/webjars/graphql-ws/5.16.0/"))
                        .add(library("graphiql", "META-INF/resources/_static/graphiql/3.2.0/"))
                        .resources("/graphiql/**", new ClassPathResource("graphiql/"))
                        .build());
    }

    private static Mono<ServerResponse> page(Resource page) {
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_HTML)
                .header("Content-Security-Policy", POLICY)
                .bodyValue(page);
    }

    private static RouterFunction<ServerResponse> library(String name, String folder) {
        return RouterFunctions.resources("/graphiql/lib/" + name + "/**", new ClassPathResource(folder));
    }
}
