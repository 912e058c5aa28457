package dev.baton.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServerResponse;

/// A connection as Netty has it, with three things that Reactor Netty does not do:
///
/// - It says when there is room to write, so that what a slow reader does not take waits at its source. Reactor Netty
///   counts messages (128), however large they are.
/// - It takes little from a stranger: who has not signed in could make the gateway hold a large message for nothing.
/// - It closes a socket in order. TCP throws away what the peer has not read yet, the close frame and its code too,
///   where this side goes while the peer is still sending. So it reads on until the peer has said goodbye as well, but
///   not for ever: a peer that does not read would hold the connection.
final class Line extends ChannelDuplexHandler {

    private static final int PATIENCE_SECONDS = 2;

    /// In bytes, of `connection_init` and whatever else comes before it is acknowledged. A token has less than 8
    /// KiB.
    private static final int MOST_OF_A_STRANGER = 128 * 1024;

    private final Channel channel;
    private final Scheduler loop;
    private Sinks.Empty<Void> room = Sinks.empty();
    private boolean isSocket;
    private boolean leaving;
    private boolean peerSaidGoodbye;

    private Line(Channel channel, Scheduler loop) {
        this.channel = channel;
        this.loop = loop;
    }

    /// Stands before everything else in the pipeline until the client has signed in, and counts.
    private static final class FirstWords extends ChannelInboundHandlerAdapter {

        private int heard;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            heard += message instanceof ByteBuf bytes ? bytes.readableBytes() : 0;
            if (heard <= MOST_OF_A_STRANGER) {
                context.fireChannelRead(message);
                return;
            }
            ReferenceCountUtil.release(message);
            var close = new CloseWebSocketFrame(Closing.TOO_LARGE.getCode(), Closing.TOO_LARGE.getReason());
            var _ = context.channel().writeAndFlush(close).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /// The line that the response goes out on; one for all requests of a kept-alive connection.
    static Line of(ServerHttpResponse response) {
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        var line = new AtomicReference<Line>();
        netty.withConnection(connection -> line.set(of(connection.channel(), ChannelLoop.of(response))));
        return line.get();
    }

    static Line of(Channel channel, Scheduler loop) {
        Line known = channel.pipeline().get(Line.class);
        if (known != null) {
            return known;
        }
        var line = new Line(channel, loop);
        channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, Line.class.getName(), line);
        return line;
    }

    /// The connection's own thread.
    Scheduler loop() {
        return loop;
    }

    /// From now on it carries a WebSocket, of somebody who has not signed in. Called on the loop.
    void upgrade() {
        isSocket = true;
        channel.pipeline().addFirst(new FirstWords());
    }

    /// The client has signed in.
    void trust() {
        if (channel.pipeline().get(FirstWords.class) != null) {
            channel.pipeline().remove(FirstWords.class);
        }
    }

    /// What is to be written, as soon as it would not pile up. Called on the loop.
    <T> Mono<T> whenRoom(T next) {
        return channel.isWritable() ? Mono.just(next) : room.asMono().thenReturn(next);
    }

    /// Lets the connection go as it is.
    void cut() {
        var _ = channel.close();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            Sinks.Empty<Void> waiting = room;
            room = Sinks.empty();
            waiting.tryEmitEmpty();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        peerSaidGoodbye |= message instanceof CloseWebSocketFrame;
        if (!leaving) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (peerSaidGoodbye) {
            var _ = context.close();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof CloseWebSocketFrame && !peerSaidGoodbye) {
            leave(context);
        }
        var _ = context.write(message, promise);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise promise) {
        if (!isSocket || peerSaidGoodbye || !channel.isActive()) {
            var _ = context.close(promise);
            return;
        }
        leave(context);
        var _ = channel.closeFuture().addListener(_ -> promise.trySuccess());
    }

    private void leave(ChannelHandlerContext context) {
        if (!leaving) {
            leaving = true;
            channel.config().setAutoRead(true);
            Runnable go = () -> {
                var _ = context.close();
            };
            var _ = context.executor().schedule(go, PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
