package dev.baton;

import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/// Starts the gateway.
@SpringBootApplication
public class BatonApplication {

    static void main(String[] args) {
        SpringApplication.run(BatonApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }
}
