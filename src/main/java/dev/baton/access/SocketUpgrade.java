package dev.baton.access;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
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

    private final Sockets sockets;

    /// @param maxMessage the most bytes of a message, in however many frames; a longer one closes the socket
    SocketUpgrade(Sockets sockets, int maxMessage) {
        super(() -> WebsocketServerSpec.builder().maxFramePayloadLength(maxMessage));
        this.sockets = sockets;
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String subProtocol,
            Supplier<HandshakeInfo> handshake) {
        return super.upgrade(exchange, sockets.track(handler), subProtocol, handshake)
                .subscribeOn(ChannelLoop.of(exchange.getResponse()));
    }
}
