package dev.baton.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.springframework.stereotype.Component;

/// The two roles that statements run under, whoever the gateway signs in as: they own nothing, may not sign in, and
/// heed row-level security. They belong to the cluster, so no migration of one database can be relied on to have made
/// them: they are looked for at every start, before anything is migrated.
@Component
public class Roles extends BaseCallback {

    /// Sees and writes the rows of one workspace, the one that the setting `baton.workspace` names.
    static final String APP = "baton_app";

    /// Sees and writes the rows of all workspaces.
    static final String SYSTEM = "baton_system";

    // Where two nodes start at once one of them finds a role made, or its grant in other hands: what counts is what
    // there is in the end, and that is looked at.
    private static final String MAKE = """
        DO $$
        DECLARE
            wanted text;
            member name := current_setting('baton.member');
        BEGIN
            FOREACH wanted IN ARRAY ARRAY['baton_app', 'baton_system'] LOOP
                BEGIN
                    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) THEN
                        EXECUTE format('CREATE ROLE %I NOLOGIN', wanted);
                    END IF;
                    IF NOT pg_has_role(member, wanted, 'SET') THEN
                        EXECUTE format('GRANT %I TO %I WITH INHERIT FALSE, SET TRUE', wanted, member);
                    END IF;
                EXCEPTION
                    WHEN insufficient_privilege OR duplicate_object OR unique_violation OR internal_error THEN NULL;
                END;
            END LOOP;
        END $$
        """;

    private static final String READY = """
        SELECT count(*) FROM pg_roles
        WHERE rolname IN ('baton_app', 'baton_system')
          AND NOT rolsuper AND NOT rolbypassrls
          AND pg_has_role(?::name, oid, 'SET')
        """;

    private static final int ROLES = 2;

    @Override
    public boolean supports(Event event, Context context) {
        return event == Event.BEFORE_MIGRATE;
    }

    @Override
    public void handle(Event event, Context context) {
        try {
            Connection connection = context.getConnection();
            prepare(connection, connection.getMetaData().getUserName());
        } catch (SQLException e) {
            throw new IllegalStateException("The database roles could not be looked for", e);
        }
    }

    /// Makes the roles where they are missing, for a user who may then take them on.
    ///
    /// @throws StartRefused where the connection's own user may not make them
    public static void prepare(Connection connection, String member) throws SQLException {
        try (PreparedStatement name = connection.prepareStatement("SELECT set_config('baton.member', ?, false)");
                PreparedStatement make = connection.prepareStatement(MAKE);
                PreparedStatement ready = connection.prepareStatement(READY)) {
            name.setString(1, member);
            name.execute();
            make.execute();
            ready.setString(1, member);
            try (ResultSet count = ready.executeQuery()) {
                count.next();
                if (count.getInt(1) < ROLES) {
                    throw missing(member);
                }
            }
        }
    }

    private static StartRefused missing(String member) {
        String user = '"' + member.replace("\"", "\"\"") + '"';
        return new StartRefused(
                "Baton keeps workspaces apart by two PostgreSQL roles, baton_app and baton_system, and the user %s can"
                                .formatted(user)
                        + " neither make them nor take them on as they are.",
                """
                Let an administrator of the database run, once:
                  CREATE ROLE baton_app NOLOGIN;
                  CREATE ROLE baton_system NOLOGIN;
                  GRANT baton_app, baton_system TO %s WITH INHERIT FALSE, SET TRUE;
                Roles of these names that exist must be neither SUPERUSER nor BYPASSRLS.\
                """.formatted(user));
    }
}
