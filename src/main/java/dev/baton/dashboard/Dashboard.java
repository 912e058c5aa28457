package dev.baton.dashboard;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/// The dashboard: one page at `/`, and below `/ui` the modules that it is made of, as they are in the source. The
/// browser loads them one by one, so there is nothing to build.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DashboardSettings.class)
class Dashboard {

    /// Nothing but the gateway's own files runs or is shown, and text becomes markup only where the named policies
    /// let it: lit's templates, and the Markdown renderer.
    static final String POLICY = String.join(
            "; ",
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types lit-html markdown");

    /// What `DevelopmentClients` lets in, with their names as secrets.
    private static final List<String> DEVELOPMENT = List.of("operator", "viewer", "admin");

    /// In the jars of the libraries, in folders named by their versions, which are those of the build.
    private static final String LIBRARIES = "META-INF/resources/_static/";

    @Bean
    RouterFunction<ServerResponse> pages(DashboardSettings settings, BeanFactory beans) throws IOException {
        Resource page = settings.files().createRelative("index.html");
        Map<String, ?> told = Map.of("clients", beans.containsBean("developmentClients") ? DEVELOPMENT : List.of());
        return RouterFunctions.route()
                .GET("/", _ -> page(page))
                .HEAD("/", _ -> page(page))
                .GET(
                        "/ui/settings.json",
                        _ -> ServerResponse.ok()
                                .cacheControl(CacheControl.noStore())
                                .bodyValue(told))
                .add(files("/ui/client/**", settings.client()))
                .add(files("/ui/lib/lit-html/**", new ClassPathResource(LIBRARIES + "lit-html/3.3.1/")))
                .add(files("/ui/lib/markdown-it/**", new ClassPathResource(LIBRARIES + "markdown-it/14.1.0/")))
                .add(files("/ui/**", settings.files()))
                .build();
    }

    private static Mono<ServerResponse> page(Resource page) {
        return ServerResponse.ok()
                .contentType(MediaType.TEXT_HTML)
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "no-referrer")
                .bodyValue(page);
    }

    /// Asked for anew each time, and sent only where it has changed: a page never runs with half of another
    /// version.
    private static RouterFunction<ServerResponse> files(String pattern, Resource location) {
        return RouterFunctions.resources(pattern, location, (_, headers) -> {
            headers.setCacheControl(CacheControl.noCache());
            headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            headers.set("X-Content-Type-Options", "nosniff");
        });
    }
}
