package dev.baton.wire;

import java.util.List;
import org.springframework.boot.graphql.autoconfigure.GraphQlCorsProperties;
import org.springframework.stereotype.Component;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/// Serves each WebSocket as a [Socket]. A page of another origin may open one where the configuration of CORS lets it.
@Component
class SocketHandler implements WebSocketHandler, CorsConfigurationSource {

    static final String PROTOCOL = "graphql-transport-ws";

    private static final String LINE = Line.class.getName();

    private final House house;
    private final CorsConfiguration origins;

    SocketHandler(House house, GraphQlCorsProperties cors) {
        this.house = house;
        CorsConfiguration configured = cors.toCorsConfiguration();
        this.origins = configured == null ? new CorsConfiguration() : configured;
    }

    /// Leaves word of the line that the session is on, for [#handle].
    static void leave(Line line, WebSocketSession session) {
        session.getAttributes().put(LINE, line);
    }

    @Override
    public List<String> getSubProtocols() {
        return List.of(PROTOCOL);
    }

    @Override
    public CorsConfiguration getCorsConfiguration(ServerWebExchange exchange) {
        return origins;
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        if (!(session.getAttributes().get(LINE) instanceof Line line)) {
            throw new IllegalStateException("The session did not come in through SocketUpgrade");
        }
        return Mono.using(
                () -> house.guests().add(new Socket(house, session, line)), Socket::serve, house.guests()::remove);
    }
}
