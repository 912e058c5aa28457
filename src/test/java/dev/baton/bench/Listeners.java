package dev.baton.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.netty.resources.LoopResources;

/// Many WebSockets on one thread that note when they hear which event, and do no more with it: they share the machine
/// with what they measure.
final class Listeners implements AutoCloseable {

    /// What comes before the number. With the same id of the operation in all sockets it is always as long.
    private static final String NEXT =
            "{\"id\":\"1\",\"type\":\"next\",\"payload\":{\"data\":{\"taskEvents\":{\"reason\":\"";

    private static final ByteBuf NEXT_BYTES = Unpooled.copiedBuffer(NEXT, StandardCharsets.US_ASCII);
    private static final String CURSOR = "\"cursor\":\"";
    private static final String PONG = "{\"type\":\"pong\"}";
    private static final int HANDSHAKES_AT_ONCE = 200;
    private static final int LONGEST = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI uri;
    private final String init;
    private final int receiveBuffer;
    private final LoopResources thread = LoopResources.create("listeners", 1, true);
    private final ChannelGroup open = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final AtomicInteger opened = new AtomicInteger();
    private final Heard heard = new Heard();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final Queue<String> expected = new ConcurrentLinkedQueue<>();
    private volatile int awaited = -1;
    private volatile boolean closing;

    /// @param receiveBuffer in bytes, of each socket; 0 for as much as the system likes
    Listeners(URI uri, String token, int receiveBuffer) {
        this.uri = uri;
        this.init = "{\"type\":\"connection_init\",\"payload\":{\"Authorization\":\"Bearer %s\"}}".formatted(token);
        this.receiveBuffer = receiveBuffer;
    }

    /// Asks for the number of each event first: see [#NEXT].
    static String subscription(String task, String after) {
        return """
            {"id":"1","type":"subscribe","payload":{"query":"subscription($task: ID, $after: String) \
            { taskEvents(filter: { taskId: $task }, after: $after) \
            { ... on TaskReleased { reason } cursor __typename time actor taskId state } }",\
            "variables":{"task":"%s","after":"%s"}}}\
            """.formatted(task, after);
    }

    /// Opens a socket for each subscription, and returns when all of them have shaken hands.
    ///
    /// @param atOnce whether all of them come at the same moment
    void open(List<String> subscriptions, boolean atOnce) throws InterruptedException {
        var turns = new Semaphore(atOnce ? subscriptions.size() : HANDSHAKES_AT_ONCE);
        int before = opened.get();
        for (String subscription : subscriptions) {
            turns.acquire();
            var _ = bootstrap(new Listener(subscription, turns)).connect(uri.getHost(), uri.getPort());
        }
        await("sockets that are open", opened, before + subscriptions.size());
    }

    private Bootstrap bootstrap(Listener listener) {
        EventLoopGroup group = thread.onClient(true);
        var bootstrap = new Bootstrap()
                .group(group)
                .channel(thread.onChannelClass(SocketChannel.class, group))
                // So that a socket that is let go leaves at once, and its port can be used again.
                .option(ChannelOption.SO_LINGER, 0)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(LONGEST));
                        channel.pipeline().addLast(handshake(), listener);
                    }
                });
        return receiveBuffer == 0 ? bootstrap : bootstrap.option(ChannelOption.SO_RCVBUF, receiveBuffer);
    }

    private WebSocketClientProtocolHandler handshake() {
        return new WebSocketClientProtocolHandler(WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(uri)
                .subprotocol("graphql-transport-ws")
                .maxFramePayloadLength(LONGEST)
                .withUTF8Validator(false)
                .handshakeTimeoutMillis(PATIENCE.toMillis())
                .build());
    }

    /// Says which event is waited for next: to be said before it can be heard.
    void expect(int number) {
        awaited = number;
        expected.clear();
    }

    /// Returns when so many have heard the event that is waited for.
    ///
    /// @return what each of them was told
    List<String> awaitExpected(int count) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (expected.size() < count) {
            requireBefore(deadline, "sockets that have heard " + awaited, expected.size(), count);
        }
        return List.copyOf(expected);
    }

    /// Where one that was told this can come back.
    static String cursor(String text) {
        int from = text.indexOf(CURSOR) + CURSOR.length();
        return text.substring(from, text.indexOf('"', from));
    }

    /// The same text about another event.
    static String renumber(String text, int number) {
        return NEXT + number + text.substring(text.indexOf('"', NEXT.length()));
    }

    /// Returns when so many events were heard.
    void awaitHeard(int count) throws InterruptedException {
        await("events heard", heard.count(), count);
    }

    private void await(String what, AtomicInteger counted, int count) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (counted.get() < count) {
            requireBefore(deadline, what, counted.get(), count);
        }
    }

    private void requireBefore(Instant deadline, String what, int are, int expected) throws InterruptedException {
        if (Instant.now().isAfter(deadline)) {
            throw new IllegalStateException("%s: %,d of %,d; %s".formatted(what, are, expected, surprises));
        }
        TimeUnit.MILLISECONDS.sleep(5);
    }

    Heard heard() {
        return heard;
    }

    /// What came that nobody waits for: errors, and sockets that the other side has closed.
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    /// From now on so many of them read nothing.
    void stopReading(int count) {
        open.stream().limit(count).forEach(channel -> channel.config().setAutoRead(false));
    }

    @Override
    public void close() {
        closing = true;
        open.close().syncUninterruptibly();
        thread.disposeLater().block();
    }

    private final class Listener extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final String subscription;
        private final Semaphore turns;
        private int last = -1;

        Listener(String subscription, Semaphore turns) {
            this.subscription = subscription;
            this.turns = turns;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                turns.release();
                open.add(context.channel());
                opened.incrementAndGet();
                say(context, init);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            long now = System.nanoTime();
            ByteBuf text = frame.content();
            if (ByteBufUtil.equals(text, 0, NEXT_BYTES, 0, NEXT_BYTES.readableBytes())) {
                hear(number(text), now, text);
                return;
            }
            String message = text.toString(StandardCharsets.UTF_8);
            if (message.contains("\"connection_ack\"")) {
                say(context, subscription);
            } else if (message.contains("\"ping\"")) {
                say(context, PONG);
            } else {
                surprises.add(message);
            }
        }

        private void hear(int number, long now, ByteBuf text) {
            if (number <= last) {
                surprises.add("%d after %d".formatted(number, last));
            }
            last = number;
            heard.add(number, now);
            if (number == awaited) {
                expected.add(text.toString(StandardCharsets.UTF_8));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (!closing) {
                surprises.add("a socket was closed");
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            surprises.add(cause.toString());
        }

        private static void say(ChannelHandlerContext context, String text) {
            var _ = context.writeAndFlush(new TextWebSocketFrame(text));
        }

        private static int number(ByteBuf text) {
            int number = 0;
            for (int at = NEXT.length(); Character.isDigit(text.getByte(at)); at++) {
                number = number * 10 + text.getByte(at) - '0';
            }
            return number;
        }
    }
}
