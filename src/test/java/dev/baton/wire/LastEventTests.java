package dev.baton.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.access.CallerAuthentication;
import dev.baton.access.Logins;
import dev.baton.testing.BatonTest;
import dev.baton.testing.Gateway;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.unit.DataSize;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.NettyPipeline;

/// The end of an event stream whose client reads slowly.
@BatonTest
class LastEventTests {

    private static final SocketSettings OFTEN = new SocketSettings(
            1,
            1,
            1,
            1,
            DataSize.ofMegabytes(1),
            DataSize.ofKilobytes(32),
            Duration.ofSeconds(10),
            Duration.ofMillis(5),
            Duration.ZERO);

    private final House house;
    private final CallerAuthentication viewer;

    LastEventTests(@Autowired House house, @Autowired Logins logins, @Autowired Environment environment) {
        this.house = new House(house.graphQl(), house.payload(), house.logins(), house.guests(), OFTEN);
        String token = Gateway.of(environment).token("viewer");
        this.viewer = Objects.requireNonNull(logins.judge("Bearer " + token).block());
    }

    @Test
    void nothingIsSaidAfterComplete() {
        for (int i = 0; i < 5; i++) {
            assertThat(readSlowly().getLast()).startsWith("event:complete");
        }
    }

    private List<String> readSlowly() {
        var channel = new EmbeddedChannel();
        channel.pipeline().addLast(NettyPipeline.ReactiveBridge, new ChannelDuplexHandler());
        var stream = new EventStream(house, viewer, Line.of(channel, Schedulers.immediate()));
        var request = new WebGraphQlRequest(
                URI.create("/graphql"),
                new HttpHeaders(),
                new LinkedMultiValueMap<>(),
                null,
                Map.of(),
                Map.of("query", "{ viewer { subject } }"),
                "1",
                null);
        List<String> events = stream.events(request)
                .contextWrite(ReactiveSecurityContextHolder.withAuthentication(viewer))
                .concatMap(event -> Mono.delay(Duration.ofMillis(50)).thenReturn(event), 0)
                .map(event -> new String(event, StandardCharsets.UTF_8))
                .collectList()
                .block(Duration.ofSeconds(20));
        stream.clear();
        channel.finishAndReleaseAll();
        return Objects.requireNonNull(events);
    }
}
