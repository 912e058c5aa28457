package dev.baton.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// The operations of `frontend-contract/operations/`, which come with the gateway: every file
/// `operations/**/*.graphql` on the class path is one document, and its id is that of its exact text.
///
/// @param texts by id
record TrustedDocuments(Map<String, String> texts) {

    private static final String FILES = "classpath*:operations/**/*.graphql";

    static TrustedDocuments load() {
        try {
            return new TrustedDocuments(Arrays.stream(new PathMatchingResourcePatternResolver().getResources(FILES))
                    .map(TrustedDocuments::text)
                    .collect(Collectors.toUnmodifiableMap(TrustedDocuments::id, text -> text, (same, _) -> same)));
        } catch (IOException e) {
            throw new IllegalStateException("The operations that come with the gateway cannot be read", e);
        }
    }

    /// `sha256:` and the hash of the text in UTF-8, in lower-case hexadecimal digits.
    static String id(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /// The text with the id, or null where none has it.
    @Nullable
    String find(String id) {
        return texts.get(id);
    }

    private static String text(Resource file) {
        try {
            return file.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("The operation " + file + " cannot be read", e);
        }
    }
}
