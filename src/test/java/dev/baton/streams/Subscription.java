package dev.baton.streams;

import dev.baton.testing.Gateway;
import dev.baton.testing.TestSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A stream that a client has open, until it drops it.
interface Subscription extends AutoCloseable {

    /// The next message's payload, or null where none comes in time.
    @Nullable
    JsonNode poll(Duration patience);

    @Override
    void close();

    /// What a reader opens its streams with.
    interface Transport {
        Subscription open(Gateway node, String token, Map<String, Object> request);
    }

    /// On a socket of its own: dropped by a word or without one.
    static Subscription overSocket(Gateway node, String token, Map<String, Object> request) {
        TestSocket socket = TestSocket.signedIn(node, token);
        socket.send(Map.of("id", "1", "type", "subscribe", "payload", request));
        return new Subscription() {
            @Override
            public @Nullable JsonNode poll(Duration patience) {
                JsonNode message = socket.poll(patience);
                return message == null ? null : message.path("payload");
            }

            @Override
            public void close() {
                if (ThreadLocalRandom.current().nextBoolean()) {
                    socket.complete("1");
                }
                socket.close();
            }
        };
    }
}
