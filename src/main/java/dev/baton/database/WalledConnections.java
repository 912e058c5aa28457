package dev.baton.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import org.reactivestreams.Publisher;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import reactor.core.publisher.Mono;

/// Puts every physical connection behind the wall, underneath the pool: no statement of the gateway gets around it.
///
/// Where statements are traced, the proxy that does it has to be underneath the wall: it would hide from the pool that
/// the wall wants to hear when a connection changes hands. Decorators are applied in the order of their
/// configurations.
@AutoConfiguration(afterName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcProxyAutoConfiguration")
public class WalledConnections implements ConnectionFactoryDecorator {

    @Override
    public ConnectionFactory decorate(ConnectionFactory wire) {
        return new Walled(wire);
    }

    private record Walled(ConnectionFactory wire) implements ConnectionFactory, Wrapped<ConnectionFactory> {

        @Override
        public Publisher<? extends Connection> create() {
            return Mono.from(wire.create()).map(WalledConnection::new);
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return wire.getMetadata();
        }

        @Override
        public ConnectionFactory unwrap() {
            return wire;
        }
    }
}
