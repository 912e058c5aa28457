package dev.baton.access;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/// Where requests come from. What proxies say of it in headers is believed only where
/// `server.forward-headers-strategy` says so: the server has put it in the request's address then.
public final class Addresses {

    private static final String UNKNOWN = "unknown";

    private Addresses() {}

    public static String of(ServerHttpRequest request) {
        return of(request.getRemoteAddress());
    }

    /// The address as text, without its port.
    public static String of(@Nullable InetSocketAddress remote) {
        if (remote == null) {
            return UNKNOWN;
        }
        InetAddress address = remote.getAddress();
        return address == null ? remote.getHostString() : address.getHostAddress();
    }
}
