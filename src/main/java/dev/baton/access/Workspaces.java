package dev.baton.access;

import dev.baton.database.Columns;
import dev.baton.database.Reach;
import dev.baton.graph.WorkspaceId;
import java.util.Collection;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// The tenants of the installation. One that is being deleted is not there any more.
@Component
class Workspaces {

    private static final String FIND = """
        SELECT id, name
        FROM workspace
        WHERE id = :id AND state <> 'DELETING'
        """;

    private static final String NAMED = """
        SELECT id, name
        FROM workspace
        WHERE name = :name AND state <> 'DELETING'
        """;

    private static final String CREATE_MISSING = """
        INSERT INTO workspace (name)
        SELECT name
        FROM unnest(:names) AS name
        ON CONFLICT (name) DO NOTHING
        """;

    private final DatabaseClient client;

    Workspaces(DatabaseClient client) {
        this.client = client;
    }

    Mono<Workspace> find(WorkspaceId id) {
        return client.sql(FIND)
                .bind("id", id.value())
                .map(row -> workspace(new Columns(row)))
                .one()
                .contextWrite(Reach.within(id));
    }

    /// Whoever names a workspace is in none yet.
    Mono<Workspace> named(String name) {
        return client.sql(NAMED)
                .bind("name", name)
                .map(row -> workspace(new Columns(row)))
                .one()
                .contextWrite(Reach.everywhere());
    }

    /// Makes those of the workspaces that are not there yet.
    Mono<Void> createMissing(Collection<String> names) {
        return client.sql(CREATE_MISSING)
                .bind("names", Columns.texts(names))
                .then()
                .contextWrite(Reach.everywhere());
    }

    private static Workspace workspace(Columns columns) {
        return new Workspace(new WorkspaceId(columns.uuid("id")), columns.text("name"));
    }
}
