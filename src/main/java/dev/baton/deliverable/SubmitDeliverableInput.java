package dev.baton.deliverable;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.baton.access.Caller;
import dev.baton.graph.DeliverableId;
import dev.baton.graph.InputCheck;
import dev.baton.graph.Refusal;
import dev.baton.task.TaskAttempts.Work;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Something to hand in: its text, or where it is.
///
/// @param size in bytes; the text's own is computed, and where the caller says one too, they must agree
/// @param sha256 likewise
record SubmitDeliverableInput(
        String taskId,
        String leaseToken,
        DeliverableKind kind,
        String name,
        @Nullable String mediaType,
        @Nullable String content,
        @Nullable URL uri,
        @Nullable Long size,
        @Nullable String sha256,
        @Nullable String idempotencyKey) {

    static final int MAX_CONTENT_BYTES = 512 * 1024;

    private static final String DEFAULT_MEDIA_TYPE = "text/plain";
    private static final int MAX_URI = 2_000;

    // A name is what revisions are counted by, so two names that look alike should be alike.
    private static final Pattern NAME = Pattern.compile("(?U)(?!\\s)[^\\p{Cc}\\p{Cs}]*(?<!\\s)");

    // RFC 6838 for type and subtype, RFC 9110 for parameters; possessive, so that no text takes long to refuse.
    private static final String RESTRICTED_NAME = "[a-zA-Z0-9][a-zA-Z0-9!#$&^_.+-]{0,126}+";
    private static final String TOKEN = "[a-zA-Z0-9!#$%&'*+.^_`|~-]++";
    private static final String QUOTED = "\"[ !#-\\[\\]-~]*+\"";
    private static final Pattern MEDIA_TYPE = Pattern.compile(
            RESTRICTED_NAME + "/" + RESTRICTED_NAME + "(?: *+; *+" + TOKEN + "=(?:" + TOKEN + "|" + QUOTED + "))*+");

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /// Refuses what does not hold, whatever the workspace looks like.
    ///
    /// @throws Refusal `InvalidInput` with every bad field
    void check() {
        boolean oneOf = (content == null) != (uri == null);
        var check = new InputCheck()
                .length("name", name, 1, 200)
                .matches("name", name, NAME, "Must be one line of text without spaces around it.")
                .length("mediaType", mediaType, 1, 200)
                .matches("mediaType", mediaType, MEDIA_TYPE, "Must be a media type, for instance text/markdown.")
                .require(oneOf, "content", "Give content or uri, one of the two.")
                .require(oneOf, "uri", "Give content or uri, one of the two.")
                .require(size == null || size >= 0, "size", "Must not be negative.")
                .matches("sha256", sha256, SHA256, "Must be 64 lower-case hexadecimal digits.");
        if (content != null) {
            checkContent(check, content);
        }
        if (uri != null) {
            check.require(
                    uri(uri).isPresent(),
                    "uri",
                    "Must be an http or https URL of up to 2,000 characters, without a password.");
        }
        check.refuse();
    }

    private void checkContent(InputCheck check, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        check.require(bytes.length <= MAX_CONTENT_BYTES, "content", "Must have at most 524,288 bytes as UTF-8.")
                .require(text.indexOf('\0') < 0, "content", "Must not contain the character NUL.")
                .require(UTF_8.newEncoder().canEncode(text), "content", "Must not contain half of a surrogate pair.")
                .require(size == null || size == bytes.length, "size", "Is not the size of the content.")
                .require(sha256 == null || sha256.equals(sha256(bytes)), "sha256", "Is not the hash of the content.");
    }

    /// The first revision; which one it becomes, its row knows.
    Deliverable deliverable(Caller caller, Work work, OffsetDateTime now) {
        byte[] bytes = content == null ? null : content.getBytes(UTF_8);
        return new Deliverable(
                DeliverableId.next(),
                caller.workspace(),
                work.task().id(),
                work.attempt(),
                caller.requireAgent(),
                kind,
                name,
                Objects.requireNonNullElse(mediaType, DEFAULT_MEDIA_TYPE),
                bytes == null ? size : Long.valueOf(bytes.length),
                bytes == null ? sha256 : sha256(bytes),
                uri == null ? null : uri(uri).orElseThrow(),
                1,
                work.late() ? DeliverableReview.LATE : DeliverableReview.PENDING,
                null,
                null,
                null,
                now);
    }

    // Whoever reads a deliverable is shown a link to follow: it leads to a web server, and gives no password away.
    private static Optional<URI> uri(URL url) {
        try {
            URI uri = url.toURI();
            String scheme = uri.getScheme();
            boolean good = (scheme.equals("https") || scheme.equals("http"))
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.toString().length() <= MAX_URI;
            return good ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
