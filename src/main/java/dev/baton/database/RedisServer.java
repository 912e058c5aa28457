package dev.baton.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.web.util.UriUtils;

/// Where Redis is: one server, a Sentinel group (`master` is set) or a Cluster.
public record RedisServer(
        Form form,
        List<Node> nodes,
        int database,
        @Nullable String user,
        @Nullable String secret,
        @Nullable String master)
        implements DataRedisConnectionDetails {

    /// How the URL names it: `redis:`, `rediss:` (TLS), `redis-sentinel:`, `redis-cluster:`.
    public enum Form {
        SINGLE,
        SINGLE_TLS,
        SENTINEL,
        CLUSTER
    }

    private static final Pattern URL = Pattern.compile(
            "(?<scheme>rediss?|redis-sentinel|redis-cluster)://(?:(?:(?<user>[^:@/?#]*):)?(?<secret>[^:@/?#]*)@)?"
                    + "(?<nodes>[^@/?#]+)(?:/(?<database>\\d{1,5})?)?(?:#(?<master>[^#]+))?");

    private static final Pattern NODE =
            Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[^:,\\[\\]]+)(?::(?<port>\\d{1,5}))?");

    /// A server on this machine's loopback address.
    public static RedisServer local(int port, @Nullable String secret) {
        return new RedisServer(Form.SINGLE, List.of(new Node("127.0.0.1", port)), 0, null, secret, null);
    }

    /// Reads `redis://user:password@host:6379/0`, `rediss://…`, `redis-sentinel://host,host/0#master`,
    /// `redis-cluster://host,host`. A lone word before the `@` is the password, as Lettuce reads it.
    ///
    /// @throws StartRefused when it is malformed; the message does not repeat it, for it may hold a password
    public static RedisServer parse(String url) {
        Matcher parts = URL.matcher(url.strip());
        if (!parts.matches()) {
            throw malformed("it is not of the form redis://user:password@host:6379/0");
        }
        Form form = switch (parts.group("scheme")) {
            case "rediss" -> Form.SINGLE_TLS;
            case "redis-sentinel" -> Form.SENTINEL;
            case "redis-cluster" -> Form.CLUSTER;
            default -> Form.SINGLE;
        };
        List<Node> nodes = Stream.of(parts.group("nodes").split(",", -1))
                .map(node -> node(node, form == Form.SENTINEL ? 26379 : 6379))
                .toList();
        String master = parts.group("master");
        if ((form == Form.SINGLE || form == Form.SINGLE_TLS) && nodes.size() > 1) {
            throw malformed("several hosts need redis-sentinel:// or redis-cluster://");
        }
        if ((form == Form.SENTINEL) != (master != null)) {
            throw malformed("a Sentinel URL, and only that, ends with # and the name of the master");
        }
        String database = parts.group("database");
        return new RedisServer(
                form,
                nodes,
                database == null ? 0 : Integer.parseInt(database),
                decoded(parts.group("user")),
                decoded(parts.group("secret")),
                master);
    }

    private static Node node(String text, int defaultPort) {
        Matcher parts = NODE.matcher(text);
        if (!parts.matches()) {
            throw malformed("a host in it is missing or misspelt");
        }
        int port = parts.group("port") == null ? defaultPort : Integer.parseInt(parts.group("port"));
        if (port < 1 || port > 65535) {
            throw malformed("a port in it is not between 1 and 65535");
        }
        return new Node(parts.group("host"), port);
    }

    private static @Nullable String decoded(@Nullable String part) {
        if (part == null || part.isEmpty()) {
            return null;
        }
        try {
            return UriUtils.decode(part, UTF_8);
        } catch (IllegalArgumentException _) {
            throw malformed("it holds a percent sign that is not followed by two hexadecimal digits");
        }
    }

    private static StartRefused malformed(String reason) {
        return new StartRefused(
                "BATON_REDIS_URL cannot be used: " + reason + ".",
                "Correct BATON_REDIS_URL (percent-encode special characters of the password).");
    }

    @Override
    public @Nullable String getUsername() {
        return user;
    }

    @Override
    public @Nullable String getPassword() {
        return secret;
    }

    @Override
    public @Nullable SslBundle getSslBundle() {
        return form == Form.SINGLE_TLS ? SslBundle.systemDefault() : null;
    }

    @Override
    public @Nullable Standalone getStandalone() {
        return switch (form) {
            case SINGLE, SINGLE_TLS ->
                Standalone.of(nodes.getFirst().host(), nodes.getFirst().port(), database);
            case SENTINEL, CLUSTER -> null;
        };
    }

    @Override
    public @Nullable Sentinel getSentinel() {
        return master == null ? null : new Group(database, master, nodes, null, null);
    }

    @Override
    public @Nullable Cluster getCluster() {
        return form == Form.CLUSTER ? () -> nodes : null;
    }

    /// Without the password, so that no log can hold it.
    @Override
    public String toString() {
        return "Redis at " + nodes;
    }

    private record Group(
            int getDatabase,
            String getMaster,
            List<Node> getNodes,
            @Nullable String getUsername,
            @Nullable String getPassword)
            implements Sentinel {}
}
