package dev.baton.database;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import org.reactivestreams.Publisher;
import org.springframework.boot.r2dbc.ConnectionFactoryDecorator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Puts every physical connection behind the wall, underneath the pool: no statement of the gateway gets around it.
@Component
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
