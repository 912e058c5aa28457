-- Who pays, for what, and what Stripe told us. Money is in minor units of its currency.

CREATE TABLE account (
    id                 uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    email              text NOT NULL,
    stripe_customer_id text UNIQUE,
    created_at         timestamptz NOT NULL DEFAULT now()
);

CREATE UNIQUE INDEX account_email ON account (lower(email));

CREATE TABLE plan (
    id              text PRIMARY KEY,
    stripe_price_id text NOT NULL UNIQUE,
    amount          bigint NOT NULL CHECK (amount >= 0),
    currency        char(3) NOT NULL CHECK (currency = upper(currency)),
    period          text NOT NULL CHECK (period IN ('month', 'year'))
);

CREATE TABLE subscription (
    id                     uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id             uuid NOT NULL REFERENCES account,
    plan_id                text NOT NULL REFERENCES plan,
    stripe_subscription_id text NOT NULL UNIQUE,
    status                 text NOT NULL
        CHECK (status IN ('incomplete', 'trialing', 'active', 'past_due', 'unpaid', 'canceled')),
    current_period_end     timestamptz NOT NULL,
    updated_at             timestamptz NOT NULL DEFAULT now()
);

-- Nobody pays for two subscriptions at once.
CREATE UNIQUE INDEX subscription_one_live ON subscription (account_id)
    WHERE status IN ('trialing', 'active', 'past_due');

CREATE TABLE invoice (
    id                uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    subscription_id   uuid NOT NULL REFERENCES subscription,
    stripe_invoice_id text NOT NULL UNIQUE,
    amount_due        bigint NOT NULL,
    amount_paid       bigint NOT NULL DEFAULT 0,
    currency          char(3) NOT NULL,
    paid_at           timestamptz,
    CHECK (paid_at IS NULL OR amount_paid >= amount_due)
);

CREATE INDEX invoice_unpaid ON invoice (subscription_id) WHERE paid_at IS NULL;

-- Stripe delivers at least once; the primary key makes it once.
CREATE TABLE stripe_event (
    id          text PRIMARY KEY,
    type        text NOT NULL,
    payload     jsonb NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now(),
    handled_at  timestamptz
);

CREATE INDEX stripe_event_open ON stripe_event (received_at) WHERE handled_at IS NULL;

-- Only the hash of a session's token: who reads this table cannot sign in with it.
CREATE TABLE session (
    token_sha256 bytea PRIMARY KEY CHECK (length(token_sha256) = 32),
    account_id   uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    expires_at   timestamptz NOT NULL
);

CREATE INDEX session_expiry ON session (expires_at);
