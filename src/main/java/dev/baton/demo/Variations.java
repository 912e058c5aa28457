package dev.baton.demo;

import static dev.baton.demo.Story.AUTH;
import static dev.baton.demo.Story.MANAGER;
import static dev.baton.demo.Story.NEON;
import static dev.baton.demo.Story.ORCHESTRATOR;
import static dev.baton.demo.Story.STRIPE;

import java.util.List;
import java.util.Map;

/// What the crew does when the backend is built: work that meets a question, a hand-over, and a dead letter.
final class Variations {

    static final Work RECEIPTS = new Work(
            "Send receipts by mail",
            "build-feature",
            MANAGER,
            null,
            List.of(),
            "Whoever pays gets a receipt that an accountant takes.",
            Map.of("trigger", "invoice.paid", "within", "PT5M"));
    static final Work TEMPLATE = new Work(
            "Write the receipt",
            "write-template",
            STRIPE,
            RECEIPTS,
            List.of(),
            "What a receipt says, for each language that we sell in.",
            Map.of("format", "markdown"));
    static final Work SENDING = new Work(
            "Send it when an invoice is paid",
            "create-job",
            AUTH,
            RECEIPTS,
            List.of(),
            "Once for each invoice, whatever fails in between.",
            Map.of("queue", "receipts", "delivery", "at least once"));
    static final Work.Piece RECEIPT = TEMPLATE.piece("DOCUMENTATION", "receipt.md", "text/markdown");

    static final Episode A_QUESTION_AND_A_HAND_OVER = new Episode(
            "Receipts are to be sent by mail.",
            List.of(RECEIPTS, TEMPLATE, SENDING),
            List.of(
                    ORCHESTRATOR.delegates(RECEIPTS),
                    MANAGER.claims(RECEIPTS),
                    MANAGER.delegates(TEMPLATE),
                    MANAGER.delegates(SENDING),
                    STRIPE.claims(TEMPLATE),
                    AUTH.claims(SENDING),
                    STRIPE.reports(TEMPLATE, 20, "Law read", "What a receipt must say differs by country."),
                    STRIPE.asks(TEMPLATE, "In which countries do we sell, and who is named as the seller?"),
                    AUTH.reports(SENDING, 10, "Looked around", "Paid invoices are known from Stripe's webhooks alone."),
                    AUTH.handsOver(SENDING, STRIPE, "The webhooks are yours, and so is what follows from them."),
                    MANAGER.answers(
                            TEMPLATE, Map.of("countries", List.of("DE", "FR", "US"), "seller", "Baton Billing Ltd.")),
                    STRIPE.claims(SENDING),
                    STRIPE.reports(TEMPLATE, 70, "Three countries written", "The number is the invoice's own."),
                    STRIPE.handsIn(RECEIPT),
                    MANAGER.accepts(RECEIPT, "An accountant would take it."),
                    STRIPE.completes(TEMPLATE, Map.of("languages", List.of("de", "fr", "en"))),
                    STRIPE.reports(
                            SENDING, 80, "Once for each invoice", "The invoice remembers that its receipt is out."),
                    STRIPE.completes(SENDING, Map.of("job", "send-receipt", "tests", 5)),
                    MANAGER.completes(RECEIPTS, Map.of("countries", 3)),
                    ORCHESTRATOR.accepts(RECEIPTS, "Good.")));

    static final Work INVOICES = new Work(
            "Bring last year's invoices along",
            "migrate-data",
            MANAGER,
            null,
            List.of(),
            "All invoices of the old system, as they were sent.",
            Map.of("from", "export.csv", "rows", 8_214));
    static final Work IMPORT = new Work(
            "Import the export",
            "import-data",
            NEON,
            INVOICES,
            List.of(),
            "Each row becomes an invoice, or the import says which one does not.",
            Map.of("currency", "EUR"));

    private static final String UNREADABLE = "EXPORT_UNREADABLE";

    static final Episode A_DEAD_LETTER = new Episode(
            "Last year's invoices are to be imported.",
            List.of(INVOICES, IMPORT),
            List.of(
                    ORCHESTRATOR.delegates(INVOICES),
                    MANAGER.claims(INVOICES),
                    MANAGER.delegates(IMPORT),
                    NEON.claims(IMPORT),
                    NEON.reports(IMPORT, 40, "Half of them read", "3,300 of 8,214 rows."),
                    NEON.fails(IMPORT, UNREADABLE, "Row 3,301 has two totals."),
                    NEON.claims(IMPORT),
                    NEON.reports(IMPORT, 40, "The same half", "Without row 3,301 the sums do not hold."),
                    NEON.fails(IMPORT, UNREADABLE, "Row 3,301 has two totals, still."),
                    NEON.claims(IMPORT),
                    NEON.fails(IMPORT, UNREADABLE, "Somebody has to say which of the two totals was paid."),
                    MANAGER.completes(
                            INVOICES, Map.of("imported", 3_300, "left", "a dead letter, for a person to look at")),
                    ORCHESTRATOR.accepts(INVOICES, "Then a person looks at it.")));

    private Variations() {}
}
