package dev.baton;

import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/// Starts the gateway.
@SpringBootApplication
public class BatonApplication {

    static void main(String[] args) {
        SpringApplication.run(BatonApplication.class, args);
    }

    /// In whole microseconds, as PostgreSQL keeps time: a moment that was stored and read back is the same moment.
    @Bean
    Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
}
