package dev.baton.demo;

import java.util.List;
import java.util.Map;

/// How a crew of agents builds a billing backend: who is in it, what there is to do, and what happens.
final class Story {

    static final Actor ORCHESTRATOR =
            new Actor("orchestrator", "Orchestrator", "ORCHESTRATOR", null, List.of("planning"), 4);
    static final Actor MANAGER =
            new Actor("backend-manager", "Backend manager", "MANAGER", ORCHESTRATOR, List.of("planning", "review"), 2);
    static final Actor NEON =
            new Actor("neon-integrator", "Neon integrator", "SPECIALIST", MANAGER, List.of("postgres", "sql"), 1);
    static final Actor STRIPE =
            new Actor("stripe-handler", "Stripe handler", "SPECIALIST", MANAGER, List.of("stripe", "typescript"), 2);
    static final Actor AUTH =
            new Actor("auth-specialist", "Auth specialist", "SPECIALIST", MANAGER, List.of("oidc", "typescript"), 1);

    /// In an order in which they can be registered.
    static final List<Actor> CREW = List.of(ORCHESTRATOR, MANAGER, NEON, STRIPE, AUTH);

    static final Work BACKEND = new Work(
            "Build the billing backend",
            "build-backend",
            MANAGER,
            null,
            List.of(),
            "People sign in, choose a plan and pay with Stripe; we know at any time who has paid for what.",
            Map.of("provider", "stripe", "database", "postgresql", "plans", List.of("team-monthly", "team-yearly")));
    static final Work MIGRATION = new Work(
            "Migrate the billing schema",
            "create-migration",
            NEON,
            BACKEND,
            List.of(),
            "Tables for accounts, plans, subscriptions, invoices, Stripe's events and sessions.",
            Map.of("money", "minor units", "oneLiveSubscriptionPerAccount", true));
    static final Work CHECKOUT = new Work(
            "Open checkout",
            "create-api",
            STRIPE,
            BACKEND,
            List.of(MIGRATION),
            "An endpoint that sends the signed-in account to Stripe's payment page for a plan.",
            Map.of("method", "POST", "path", "/checkout-sessions"));
    static final Work WEBHOOKS = new Work(
            "Take Stripe's webhooks",
            "create-api",
            STRIPE,
            BACKEND,
            List.of(MIGRATION),
            "Verify the signature, take each event once, keep subscriptions and invoices up to date.",
            Map.of("method", "POST", "path", "/webhooks/stripe", "delivery", "at least once"));
    static final Work SIGN_IN = new Work(
            "Let people sign in",
            "create-api",
            AUTH,
            BACKEND,
            List.of(MIGRATION),
            "Exchange the identity provider's ID token for a session cookie.",
            Map.of("method", "POST", "path", "/sessions", "sessionDays", 14));
    static final List<Work> WORKS = List.of(BACKEND, MIGRATION, CHECKOUT, WEBHOOKS, SIGN_IN);

    static final Work.Piece SCHEMA = MIGRATION.piece("MIGRATION", "V1__billing.sql", "application/sql");
    static final Work.Piece SCHEMA_NOTES = MIGRATION.piece("DOCUMENTATION", "billing-schema.md", "text/markdown");
    static final Work.Piece CHECKOUT_API = CHECKOUT.piece("ENDPOINT", "checkout.openapi.yaml", "application/yaml");
    static final Work.Piece CHECKOUT_CODE = CHECKOUT.piece("CODE", "checkout.ts", "text/typescript");
    static final Work.Piece CHECKOUT_TESTS = CHECKOUT.piece("TEST", "checkout.test.ts", "text/typescript");
    static final Work.Piece WEBHOOK = WEBHOOKS.piece("ENDPOINT", "stripe-webhook.ts", "text/typescript");
    static final Work.Piece WEBHOOK_TESTS = WEBHOOKS.piece("TEST", "stripe-webhook.test.ts", "text/typescript");
    static final Work.Piece SESSIONS = SIGN_IN.piece("ENDPOINT", "sign-in.ts", "text/typescript");
    static final Work.Piece SESSION_TESTS = SIGN_IN.piece("TEST", "sign-in.test.ts", "text/typescript");
    static final Work.Piece HANDBOOK = BACKEND.piece("DOCUMENTATION", "billing-backend.md", "text/markdown");

    static final Episode EPISODE = new Episode(
            "A new billing backend is to be built.",
            WORKS,
            List.of(
                    ORCHESTRATOR.delegates(BACKEND),
                    MANAGER.claims(BACKEND),
                    MANAGER.delegates(MIGRATION),
                    MANAGER.delegates(CHECKOUT),
                    MANAGER.delegates(WEBHOOKS),
                    MANAGER.delegates(SIGN_IN),
                    NEON.claims(MIGRATION),
                    NEON.reports(MIGRATION, 30, "Tables drafted", "Six tables, money in minor units."),
                    NEON.handsIn(SCHEMA),
                    NEON.reports(
                            MIGRATION, 80, "Migration written", "One live subscription for each account, by an index."),
                    NEON.handsIn(SCHEMA_NOTES),
                    MANAGER.accepts(SCHEMA, "Constraints where the rules are. Good."),
                    NEON.completes(MIGRATION, Map.of("tables", 6, "version", "V1")),
                    STRIPE.claims(CHECKOUT),
                    AUTH.claims(SIGN_IN),
                    STRIPE.reports(CHECKOUT, 20, "Interface sketched", "One endpoint, one schema for each side."),
                    AUTH.fails(SIGN_IN, "PROVIDER_UNAVAILABLE", "The identity provider's sandbox answers 503."),
                    STRIPE.handsIn(CHECKOUT_API, "checkout.openapi.1.yaml"),
                    STRIPE.claims(WEBHOOKS),
                    MANAGER.asksForChanges(
                            CHECKOUT_API,
                            "A double click must not pay twice: take an Idempotency-Key, and say when it is 409."),
                    STRIPE.reports(WEBHOOKS, 40, "Signatures verified", "Forged deliveries reach no table."),
                    AUTH.claims(SIGN_IN),
                    AUTH.reports(
                            SIGN_IN,
                            35,
                            "Tokens verified",
                            "Issuer, audience and expiry, against the provider's keys."),
                    STRIPE.handsIn(CHECKOUT_API, "checkout.openapi.2.yaml"),
                    MANAGER.accepts(CHECKOUT_API, "That is it."),
                    MANAGER.renews(BACKEND),
                    STRIPE.reports(CHECKOUT, 60, "Interface agreed", "The key is Stripe's idempotency key too."),
                    STRIPE.handsIn(WEBHOOK),
                    STRIPE.handsIn(CHECKOUT_CODE),
                    AUTH.handsIn(SESSIONS),
                    STRIPE.reports(WEBHOOKS, 85, "Each event once", "Late events are passed over."),
                    STRIPE.handsIn(CHECKOUT_TESTS),
                    AUTH.reports(SIGN_IN, 75, "Sessions open", "The table has only hashes of the cookies."),
                    STRIPE.completes(CHECKOUT, Map.of("endpoint", "POST /checkout-sessions", "tests", 4)),
                    STRIPE.handsIn(WEBHOOK_TESTS),
                    AUTH.handsIn(SESSION_TESTS),
                    STRIPE.completes(WEBHOOKS, Map.of("endpoint", "POST /webhooks/stripe", "tests", 3)),
                    AUTH.completes(SIGN_IN, Map.of("endpoint", "POST /sessions", "tests", 3)),
                    MANAGER.handsIn(HANDBOOK),
                    MANAGER.completes(BACKEND, Map.of("endpoints", 3, "tests", 10, "readFirst", "billing-backend.md")),
                    ORCHESTRATOR.accepts(BACKEND, "All of it is there. Ship it.")));

    private Story() {}
}
