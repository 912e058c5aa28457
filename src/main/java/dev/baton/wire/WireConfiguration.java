package dev.baton.wire;

import dev.baton.access.Logins;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.support.WebSocketUpgradeHandlerPredicate;

/// Leads WebSockets to [SocketHandler]. Without `spring.graphql.websocket.path` Spring GraphQL's own handler stays
/// away.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SocketSettings.class)
class WireConfiguration {

    /// Before the routes of HTTP.
    private static final int ORDER = -2;

    @Bean
    House house(WebGraphQlHandler graphQl, Payload payload, Logins logins, Guests guests, SocketSettings settings) {
        return new House(graphQl, payload, logins, guests, settings);
    }

    @Bean
    MeterBinder openConnections(Guests guests) {
        return meters -> {
            Gauge.builder("baton.sockets", guests, all -> count(all, Socket.class))
                    .description("WebSockets that are open on the node")
                    .register(meters);
            Gauge.builder("baton.streams", guests, all -> count(all, EventStream.class))
                    .description("Event streams that are open on the node")
                    .register(meters);
            Gauge.builder(
                            "baton.subscriptions",
                            guests,
                            all -> all.open().stream()
                                    .mapToLong(Guest::subscriptions)
                                    .sum())
                    .description("Subscriptions that run on the node")
                    .register(meters);
        };
    }

    private static double count(Guests guests, Class<? extends Guest> kind) {
        return guests.open().stream().filter(kind::isInstance).count();
    }

    @Bean
    HandlerMapping sockets(SocketHandler handler, @Value("${spring.graphql.http.path}") String path) {
        var mapping = new SimpleUrlHandlerMapping(Map.of(path, handler), ORDER);
        mapping.setHandlerPredicate(new WebSocketUpgradeHandlerPredicate());
        return mapping;
    }

    @Bean
    WebFluxConfigurer socketUpgrade(Guests guests, SocketSettings settings) {
        return new WebFluxConfigurer() {
            @Override
            public WebSocketService getWebSocketService() {
                return new HandshakeWebSocketService(new SocketUpgrade(guests, settings.maxMessage()));
            }
        };
    }
}
