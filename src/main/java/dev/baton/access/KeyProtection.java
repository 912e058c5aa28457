package dev.baton.access;

import com.nimbusds.jose.jwk.RSAKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/// How private keys lie in the database: encrypted (AES-256-GCM) where `baton.access.key-secret` is set, so that
/// whoever reads a backup cannot sign.
@Component
class KeyProtection {

    private static final String PROTECTED = "aes-gcm:";

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final byte[] PURPOSE = "baton signing keys".getBytes(StandardCharsets.UTF_8);
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final @Nullable SecretKey key;

    KeyProtection(AccessSettings settings) {
        String secret = settings.keySecret();
        this.key = secret == null ? null : derive(secret);
    }

    /// The secret is long, so it need not be stretched.
    private static SecretKey derive(String secret) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "AES",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret.getBytes(StandardCharsets.UTF_8))
                                    .thenExpand(PURPOSE, KEY_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java cannot derive keys", e);
        }
    }

    /// Whether a key's text is as [#close] would write it now.
    boolean isUpToDate(String text) {
        return key == null || text.startsWith(PROTECTED);
    }

    String close(RSAKey signing) {
        return key == null ? signing.toJSONString() : PROTECTED + encrypted(key, signing.toJSONString());
    }

    private static String encrypted(SecretKey key, String plain) {
        try {
            var nonce = new byte[NONCE_BYTES];
            RANDOM.nextBytes(nonce);
            byte[] closed = cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plain.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder()
                    .encodeToString(ByteBuffer.allocate(nonce.length + closed.length)
                            .put(nonce)
                            .put(closed)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A signing key could not be encrypted", e);
        }
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce) throws GeneralSecurityException {
        var cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /// @throws IllegalStateException where the text is no key, or was closed with another secret
    RSAKey open(String text) {
        try {
            return RSAKey.parse(text.startsWith(PROTECTED) ? decrypted(text) : text);
        } catch (ParseException e) {
            // Not the cause: its message may hold the key.
            throw new IllegalStateException("A row of signing_key holds no RSA key");
        }
    }

    private String decrypted(String text) {
        if (key == null) {
            throw unreadable();
        }
        try {
            byte[] all = Base64.getDecoder().decode(text.substring(PROTECTED.length()));
            byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
            byte[] closed = Arrays.copyOfRange(all, NONCE_BYTES, Math.max(NONCE_BYTES, all.length));
            return new String(cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(closed), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unreadable();
        }
    }

    private static IllegalStateException unreadable() {
        return new IllegalStateException(
                "The signing keys are encrypted, and baton.access.key-secret is not what they were encrypted with");
    }
}
