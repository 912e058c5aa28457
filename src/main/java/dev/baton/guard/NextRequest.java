package dev.baton.guard;

import io.netty.channel.Channel;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.stereotype.Component;
import reactor.netty.Connection;
import reactor.netty.ConnectionObserver;
import reactor.netty.http.server.HttpServer;

/// Reads on from a connection whenever a request on it is over.
///
/// Reactor Netty 1.3.6 to 1.3.8 does not where a request comes in before the one ahead of it has been put away, and is
/// answered at once: whatever the client asks next on that connection is never answered
/// (<https://github.com/reactor/reactor-netty/issues/4361>, mended in 1.3.9, with which this can go). Where it does,
/// reading twice is reading once.
@Component
class NextRequest implements NettyServerCustomizer {

    @Override
    public HttpServer apply(HttpServer server) {
        return server.childObserve(NextRequest::readOn);
    }

    // Behind what the server has put on the event loop to answer what it holds already.
    private static void readOn(Connection connection, ConnectionObserver.State state) {
        Channel channel = connection.channel();
        if (state.equals(ConnectionObserver.State.DISCONNECTING) && channel.isActive()) {
            channel.eventLoop().execute(channel::read);
        }
    }
}
