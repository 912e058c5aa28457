package dev.baton.wire;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// What one caller may have of a node's sockets and event streams, as `baton.sockets.*`.
///
/// @param perCaller the most sockets that a caller has on a node; one more is closed with 1013
/// @param streamsPerCaller the most event streams that a caller has on a node; one more is refused
/// @param subscriptions the most subscriptions on a socket
/// @param operations the most operations at once on a socket, subscriptions among them
/// @param maxMessage the most bytes of a message, in however many frames, as `spring.http.codecs.max-in-memory-size`
///     is for a body; a longer one closes the socket with 1009
/// @param maxSubscription about how many bytes of memory the request of a subscription may take, on a socket or an
///     event stream: what there is of it is kept for as long as the subscription runs
/// @param initTimeout the time until `connection_init` must have been said; without it the socket is closed with 4408
/// @param keepAlive how long a socket may be silent before it is asked for a sign of life, and how often an event
///     stream gets a comment; who gives no sign of life for two of these is closed
/// @param drain how long a node that stops lets operations finish that are no subscriptions
@ConfigurationProperties("baton.sockets")
record SocketSettings(
        @DefaultValue("100") int perCaller,
        @DefaultValue("100") int streamsPerCaller,
        @DefaultValue("100") int subscriptions,
        @DefaultValue("200") int operations,
        @DefaultValue("8MB") DataSize maxMessage,
        @DefaultValue("32KB") DataSize maxSubscription,
        @DefaultValue("10s") Duration initTimeout,
        @DefaultValue("20s") Duration keepAlive,
        @DefaultValue("5s") Duration drain) {

    SocketSettings {
        if (Math.min(Math.min(perCaller, streamsPerCaller), Math.min(subscriptions, operations)) < 1) {
            throw new IllegalArgumentException(
                    "baton.sockets.per-caller, streams-per-caller, subscriptions and operations must be 1 or more");
        }
        if (maxMessage.toBytes() < 1 || maxMessage.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("baton.sockets.max-message must be from 1 byte to 2 GB");
        }
        if (maxSubscription.toBytes() < 1) {
            throw new IllegalArgumentException("baton.sockets.max-subscription must be 1 byte or more");
        }
        if (!initTimeout.isPositive() || !keepAlive.isPositive() || drain.isNegative()) {
            throw new IllegalArgumentException(
                    "baton.sockets.init-timeout and keep-alive must be more than zero, and drain no less");
        }
    }
}
