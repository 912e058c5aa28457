package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyPipeline;

class LineTests {

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Line line;

    LineTests() {
        channel.pipeline().addLast(NettyPipeline.ReactiveBridge, new ChannelInboundHandlerAdapter());
        line = Line.of(channel, Schedulers.immediate());
    }

    @BeforeEach
    void upgrade() {
        line.upgrade();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void aConnectionHasOneLine() {
        assertThat(Line.of(channel, Schedulers.immediate())).isSameAs(line);
    }

    @Test
    void whatIsToBeWrittenWaitsUntilWhatWasWrittenHasGone() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(10, 20));
        assertThat(line.whenRoom("x").toFuture()).isCompletedWithValue("x");
        var _ = channel.write(Unpooled.wrappedBuffer(new byte[30]));
        var next = line.whenRoom("y").toFuture();
        assertThat(next).isNotDone();
        channel.flush();
        assertThat(next).isCompletedWithValue("y");
    }

    @Test
    void aSocketStaysUntilThePeerHasSaidGoodbyeToo() {
        var _ = channel.writeAndFlush(new CloseWebSocketFrame(4400, "x"));
        var _ = channel.pipeline().close();
        channel.writeInbound(new TextWebSocketFrame("what was on its way"));
        assertThat(channel.isOpen()).isTrue();
        channel.writeInbound(new CloseWebSocketFrame());
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @Test
    void aSocketWhosePeerSaysNoGoodbyeIsClosedAllTheSame() {
        var _ = channel.writeAndFlush(new CloseWebSocketFrame(4400, "x"));
        var _ = channel.pipeline().close();
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aSocketThatThePeerClosesIsClosedAtOnce() {
        channel.writeInbound(new CloseWebSocketFrame());
        var _ = channel.writeAndFlush(new CloseWebSocketFrame());
        var _ = channel.pipeline().close();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aStrangerIsHeardOnlyForAWhile() {
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[100_000]));
        assertThat(channel.inboundMessages()).hasSize(1);
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[100_000]));
        assertThat(channel.inboundMessages()).hasSize(1);
        assertThat((CloseWebSocketFrame) channel.readOutbound())
                .extracting(CloseWebSocketFrame::statusCode)
                .isEqualTo(1009);
    }

    @Test
    void whoHasSignedInMaySayMore() {
        line.trust();
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[100_000]));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[100_000]));
        assertThat(channel.inboundMessages()).hasSize(2);
    }
}
