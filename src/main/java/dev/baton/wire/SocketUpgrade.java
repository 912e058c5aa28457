package dev.baton.wire;

import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.util.unit.DataSize;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.WebsocketServerSpec;

/// Upgrades to a WebSocket on the channel's own event loop. On another thread the client's first frame can come in
/// between the handshake and the handler, and Reactor Netty drops it without a word: a `connection_init` would never
/// be answered. Whatever filters came before may have left the loop, so it is entered again here.
final class SocketUpgrade extends ReactorNettyRequestUpgradeStrategy {

    private static final String OFFERED = "Sec-WebSocket-Protocol";

    private final Guests guests;

    /// @param maxMessage a longer message, in however many frames, closes the socket
    SocketUpgrade(Guests guests, DataSize maxMessage) {
        super(() -> WebsocketServerSpec.builder()
                .maxFramePayloadLength((int) maxMessage.toBytes())
                // Reactor Netty would answer pings without asking whether the answers are read.
                .handlePing(true));
        this.guests = guests;
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String subProtocol,
            Supplier<HandshakeInfo> handshake) {
        if (!guests.isRunning()) {
            return guests.comeBackElsewhere(exchange.getResponse());
        }
        Line line = Line.of(exchange.getResponse());
        boolean speaksOurs = offersOurs(exchange.getRequest().getHeaders());
        WebSocketHandler onLine = session -> {
            line.upgrade();
            SocketHandler.leave(line, session);
            return speaksOurs ? handler.handle(session) : session.close(Closing.SUBPROTOCOL);
        };
        return super.upgrade(exchange, onLine, speaksOurs ? SocketHandler.PROTOCOL : null, handshake)
                .subscribeOn(line.loop());
    }

    /// Spring overlooks a protocol that has a space before it.
    private static boolean offersOurs(HttpHeaders headers) {
        String offered = headers.getFirst(OFFERED);
        return offered != null
                && Arrays.stream(offered.split(",")).map(String::strip).anyMatch(SocketHandler.PROTOCOL::equals);
    }
}
