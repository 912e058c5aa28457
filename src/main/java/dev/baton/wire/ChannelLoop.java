package dev.baton.wire;

import io.netty.channel.EventLoop;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.reactivestreams.Publisher;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerResponse;

/// Answers each request on its connection's own event loop. The answers are made on other threads, mostly the
/// database driver's. Written from there, the client can have the answer, and send its next request, before the
/// connection's loop knows that the first one is over; Reactor Netty 1.3.6 and 1.3.7 then queue the next request, and
/// stop reading after it: a few in a hundred kept-alive connections hung. On the loop the end is known before
/// anything more is read.
///
/// @see <a href="https://github.com/reactor/reactor-netty/issues/4361">reactor-netty 4361</a>
@Configuration(proxyBeanMethods = false)
class ChannelLoop {

    @Bean
    WebHttpHandlerBuilderCustomizer answersOnTheirLoop() {
        return builder -> builder.httpHandlerDecorator(
                handler -> (request, response) -> handler.handle(request, new OnLoop(response)));
    }

    /// The loop of the connection that this answers on. Work that is on it already runs at once.
    static Scheduler of(ServerHttpResponse response) {
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        var executor = new AtomicReference<Executor>(Runnable::run);
        netty.withConnection(
                connection -> executor.set(inline(connection.channel().eventLoop())));
        return Schedulers.fromExecutor(executor.get());
    }

    private static Executor inline(EventLoop loop) {
        return work -> {
            if (loop.inEventLoop()) {
                work.run();
            } else {
                loop.execute(work);
            }
        };
    }

    private static final class OnLoop extends ServerHttpResponseDecorator {

        private final Scheduler loop;

        OnLoop(ServerHttpResponse response) {
            super(response);
            this.loop = of(response);
        }

        @Override
        public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
            return super.writeWith(body).subscribeOn(loop);
        }

        @Override
        public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
            return super.writeAndFlushWith(body).subscribeOn(loop);
        }

        @Override
        public Mono<Void> setComplete() {
            return super.setComplete().subscribeOn(loop);
        }
    }
}
