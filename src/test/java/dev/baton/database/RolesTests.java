package dev.baton.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.baton.testing.TestServers;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

class RolesTests {

    @Test
    void whoMayNotMakeTheRolesIsToldWhatToDo() throws SQLException {
        var postgres = TestServers.fresh().postgres();
        String database = postgres.database() + "_stranger";
        try (var superuser =
                new RawSql(DriverManager.getConnection(postgres.getJdbcUrl(), "postgres", postgres.getPassword()))) {
            superuser.execute("CREATE ROLE test_stranger LOGIN PASSWORD '%s'".formatted(postgres.secret()));
            superuser.execute("CREATE DATABASE %s OWNER test_stranger".formatted(database));
            try {
                var flyway = Flyway.configure()
                        .dataSource(
                                postgres.getJdbcUrl().replace(postgres.database(), database),
                                "test_stranger",
                                postgres.getPassword())
                        .callbacks(new Roles())
                        .load();
                assertThatExceptionOfType(Exception.class)
                        .isThrownBy(flyway::migrate)
                        .havingRootCause()
                        .isInstanceOfSatisfying(
                                StartRefused.class,
                                refused -> assertThat(refused.remedy())
                                        .contains("GRANT baton_app, baton_system TO \"test_stranger\""));
                superuser.execute("GRANT baton_app, baton_system TO test_stranger WITH INHERIT FALSE, SET TRUE");
                assertThat(flyway.migrate().success).isTrue();
            } finally {
                superuser.execute("DROP DATABASE %s".formatted(database));
                superuser.execute("DROP ROLE test_stranger");
            }
        }
    }
}
