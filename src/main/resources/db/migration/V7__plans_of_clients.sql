-- What a client may spend, where an administrator gave it a plan of its own.
CREATE TABLE client_plan (
    workspace_id       uuid NOT NULL REFERENCES workspace,
    -- The subject of the client's tokens.
    subject            text NOT NULL,
    capacity           bigint NOT NULL CHECK (capacity > 0),
    refill_per_second  bigint NOT NULL CHECK (refill_per_second > 0),
    max_operation_cost bigint NOT NULL CHECK (max_operation_cost > 0),
    set_by             text NOT NULL,
    set_at             timestamptz NOT NULL,
    PRIMARY KEY (workspace_id, subject)
);
