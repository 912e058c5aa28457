package dev.baton.access;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;

/// The sockets that are open on this node. On shutdown they are told to come back elsewhere: the server's graceful
/// shutdown would wait its whole time for them. As a lifecycle in the default phase this stops before the server.
@Component
class Sockets implements SmartLifecycle {

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Clock clock;
    private volatile boolean running;

    Sockets(Clock clock) {
        this.clock = clock;
    }

    /// The handler, with each of its sessions as a [Socket] that is known here while it is open.
    WebSocketHandler track(WebSocketHandler handler) {
        return session -> Mono.using(() -> opened(session), socket -> socket.serve(handler), open::remove);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        open.forEach(socket -> socket.end(CloseStatus.SERVICE_RESTARTED));
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private Socket opened(WebSocketSession session) {
        var socket = new Socket(session, clock);
        open.add(socket);
        if (!running) {
            socket.end(CloseStatus.SERVICE_RESTARTED);
        }
        return socket;
    }
}
