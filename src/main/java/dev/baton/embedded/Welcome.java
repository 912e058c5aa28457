package dev.baton.embedded;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/// What a newcomer reads first: where Baton is, where it keeps its data, and how to get a token.
record Welcome(EmbeddedServers servers) {
    private static final Logger log = LoggerFactory.getLogger(Welcome.class);

    @EventListener
    void greet(ApplicationReadyEvent ready) {
        log.info("{}", text(ready.getApplicationContext().getEnvironment()));
    }

    String text(Environment environment) {
        String port = environment.getProperty("local.server.port", "8080");
        boolean clients = environment.getProperty("baton.development-tokens", Boolean.class, true);
        String token = clients
                ? "curl -s -u operator:operator -d grant_type=client_credentials localhost:%s/oauth2/token"
                        .formatted(port)
                : "from the issuers that you configured";
        String others = clients ? "viewer, admin, installation-admin; the secret is the name" : "none";
        return """


              Baton is up: http://localhost:%s
              Its API:     http://localhost:%s/graphql
              A token:     %s
              As others:   %s
              Its data:    %s
              What next:   README.md
            """.formatted(port, port, token, others, servers.data());
    }
}
