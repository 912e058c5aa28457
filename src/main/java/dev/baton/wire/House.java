package dev.baton.wire;

import dev.baton.access.Logins;
import org.springframework.graphql.server.WebGraphQlHandler;

/// What all that is open on a node shares.
///
/// @param graphQl runs the operations
record House(WebGraphQlHandler graphQl, Payload payload, Logins logins, Guests guests, SocketSettings settings) {}
