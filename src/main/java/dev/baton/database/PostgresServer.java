package dev.baton.database;

import static io.r2dbc.spi.ConnectionFactoryOptions.DATABASE;
import static io.r2dbc.spi.ConnectionFactoryOptions.DRIVER;
import static io.r2dbc.spi.ConnectionFactoryOptions.HOST;
import static io.r2dbc.spi.ConnectionFactoryOptions.LOCK_WAIT_TIMEOUT;
import static io.r2dbc.spi.ConnectionFactoryOptions.PASSWORD;
import static io.r2dbc.spi.ConnectionFactoryOptions.PORT;
import static io.r2dbc.spi.ConnectionFactoryOptions.STATEMENT_TIMEOUT;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.flyway.autoconfigure.FlywayConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.util.StringUtils;
import org.springframework.web.util.UriUtils;

/// Where PostgreSQL is, for R2DBC and for Flyway alike. It is a [JdbcConnectionDetails] because Spring Boot skips
/// Flyway without a word where there is none.
///
/// @param options connection options by libpq's name; `sslmode` and `sslrootcert` are known
public record PostgresServer(
        String host,
        int port,
        String database,
        String user,
        @Nullable String secret,
        Map<String, String> options) implements R2dbcConnectionDetails, JdbcConnectionDetails, FlywayConnectionDetails {

    private static final Pattern URL = Pattern.compile(
            "(?:r2dbc:)?postgres(?:ql)?://(?<user>[^:@/?#]+)(?::(?<secret>[^@/?#]*))?@"
                + "(?<host>\\[[0-9a-fA-F:.]+]|[^:@/?#,]+)(?::(?<port>\\d{1,5}))?/(?<database>[^/?#]+)(?:\\?(?<options>[^#]*))?");

    /// Whoever waits longer hears that what it wants is in other hands; longer than PostgreSQL takes to see a
    /// deadlock.
    private static final Duration LONGEST_LOCK_WAIT = Duration.ofSeconds(2);

    /// No statement of ours comes near it: what runs on longer has lost whoever waited for it.
    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(30);

    private static final Map<String, String> R2DBC_NAMES = Map.of("sslmode", "sslMode", "sslrootcert", "sslRootCert");

    /// Reads `postgresql://user:password@host:port/database?sslmode=…`, also with `r2dbc:` in front.
    ///
    /// @throws StartRefused when it is malformed; the message does not repeat it, for it may hold a password
    public static PostgresServer parse(String url) {
        Matcher parts = URL.matcher(url.strip());
        if (!parts.matches()) {
            throw malformed("it is not of the form postgresql://user:password@host:5432/database");
        }
        int port = parts.group("port") == null ? 5432 : Integer.parseInt(parts.group("port"));
        if (port < 1 || port > 65535) {
            throw malformed("its port is not between 1 and 65535");
        }
        return new PostgresServer(
                parts.group("host"),
                port,
                decode(parts.group("database")),
                decode(parts.group("user")),
                parts.group("secret") == null ? null : decode(parts.group("secret")),
                options(parts.group("options")));
    }

    private static Map<String, String> options(@Nullable String query) {
        var options = new LinkedHashMap<String, String>();
        for (String pair : StringUtils.tokenizeToStringArray(query, "&")) {
            String[] sides = pair.split("=", 2);
            if (sides.length != 2 || !R2DBC_NAMES.containsKey(sides[0])) {
                throw malformed("of the options after the question mark only sslmode and sslrootcert are known");
            }
            options.put(sides[0], decode(sides[1]));
        }
        return options;
    }

    private static String decode(String part) {
        try {
            return UriUtils.decode(part, UTF_8);
        } catch (IllegalArgumentException _) {
            throw malformed("it holds a percent sign that is not followed by two hexadecimal digits");
        }
    }

    private static StartRefused malformed(String reason) {
        return new StartRefused(
                "BATON_POSTGRES_URL cannot be used: " + reason + ".",
                "Correct BATON_POSTGRES_URL (percent-encode special characters of the password), "
                        + "or unset it to run on Baton's own PostgreSQL.");
    }

    @Override
    public ConnectionFactoryOptions getConnectionFactoryOptions() {
        var builder = ConnectionFactoryOptions.builder()
                .option(DRIVER, "postgresql")
                .option(HOST, host)
                .option(PORT, port)
                .option(DATABASE, database)
                .option(USER, user)
                .option(LOCK_WAIT_TIMEOUT, LONGEST_LOCK_WAIT)
                .option(STATEMENT_TIMEOUT, LONGEST_STATEMENT);
        if (secret != null) {
            builder.option(PASSWORD, secret);
        }
        options.forEach((name, value) -> builder.option(Option.valueOf(R2DBC_NAMES.getOrDefault(name, name)), value));
        return builder.build();
    }

    @Override
    public String getJdbcUrl() {
        String query = options.entrySet().stream()
                .map(option -> option.getKey() + "=" + UriUtils.encode(option.getValue(), UTF_8))
                .collect(Collectors.joining("&", options.isEmpty() ? "" : "?", ""));
        return "jdbc:postgresql://%s:%d/%s%s".formatted(host, port, UriUtils.encode(database, UTF_8), query);
    }

    @Override
    public String getUsername() {
        return user;
    }

    @Override
    public @Nullable String getPassword() {
        return secret;
    }

    @Override
    public String getDriverClassName() {
        return "org.postgresql.Driver";
    }

    /// Without the password, so that no log can hold it.
    @Override
    public String toString() {
        return "PostgreSQL at %s:%d, database %s".formatted(host, port, database);
    }
}
