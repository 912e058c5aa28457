package dev.baton.database;

/// Baton does not start, for a reason that its user can act on: shown as two sentences instead of a stack trace.
/// Neither sentence may hold a secret.
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String remedy;

    public StartRefused(String reason, String remedy) {
        super(reason);
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }
}
