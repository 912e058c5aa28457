package dev.baton.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.baton.graph.AgentId;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Makes tokens as an attacker, or a careless issuer, might.
///
/// @param workspace the id of the one that they are for
record Forge(RSAKey signing, String workspace) {

    /// The claims of a token that holds; each bad token differs in one thing from it.
    JWTClaimsSet.Builder good() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer("baton")
                .audience("baton")
                .subject("mallory")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)))
                .claim("roles", List.of("VIEWER"))
                .claim("workspace", workspace);
    }

    String sign(JWTClaimsSet claims) {
        return sign(claims, JWSAlgorithm.RS256, signing.getKeyID(), signer(signing));
    }

    /// By the name of what is wrong with each.
    Map<String, String> badTokens() {
        var claims = new LinkedHashMap<String, UnaryOperator<JWTClaimsSet.Builder>>();
        claims.put(
                "expired",
                good -> good.issueTime(Date.from(Instant.now().minusSeconds(60)))
                        .expirationTime(Date.from(Instant.now().minusSeconds(1))));
        claims.put("without expiry", good -> good.expirationTime(null));
        claims.put(
                "not yet valid",
                good -> good.notBeforeTime(Date.from(Instant.now().plusSeconds(60))));
        claims.put("of another issuer", good -> good.issuer("https://issuer.example"));
        claims.put("without issuer", good -> good.issuer(null));
        claims.put("for another audience", good -> good.audience("someone-else"));
        claims.put("for no audience", good -> good.audience((String) null));
        claims.put("without subject", good -> good.subject(null));
        claims.put("with a blank subject", good -> good.subject(" "));
        claims.put("without roles", good -> good.claim("roles", null));
        claims.put("with no role in its roles", good -> good.claim("roles", List.of()));
        claims.put("with text as roles", good -> good.claim("roles", "ADMIN"));
        claims.put("with numbers as roles", good -> good.claim("roles", List.of(1, 2)));
        claims.put("with an unknown role", good -> good.claim("roles", List.of("VIEWER", "ROOT")));
        claims.put("with an object as roles", good -> good.claim("roles", Map.of("VIEWER", true)));
        claims.put("without workspace", good -> good.claim("workspace", null));
        claims.put("with a number as workspace", good -> good.claim("workspace", 7));
        claims.put(
                "with another id as workspace",
                good -> good.claim("workspace", AgentId.next().toString()));
        claims.put("with the role AGENT and no agent", good -> good.claim("roles", List.of("AGENT")));
        claims.put(
                "with an agent and a person's role",
                good -> good.claim("agent", AgentId.next().toString()));
        claims.put(
                "with an agent that is not its subject",
                good -> good.claim("roles", List.of("AGENT"))
                        .claim("agent", AgentId.next().toString()));
        claims.put(
                "with a list as agent",
                good -> good.claim("roles", List.of("AGENT")).claim("agent", List.of()));
        var tokens = new LinkedHashMap<String, String>();
        claims.forEach(
                (wrong, change) -> tokens.put(wrong, sign(change.apply(good()).build())));
        tokens.putAll(badSignatures(good().build()));
        return tokens;
    }

    Map<String, String> badSignatures(JWTClaimsSet claims) {
        String good = sign(claims);
        String[] parts = good.split("\\.", -1);
        RSAKey other = otherKey();
        var tokens = new LinkedHashMap<String, String>();
        tokens.put("unsigned", new PlainJWT(claims).serialize());
        tokens.put("with its signature cut off", parts[0] + "." + parts[1] + ".");
        tokens.put(
                "with a changed payload",
                parts[0] + "." + sign(good().subject("admin").build()).split("\\.", -1)[1] + "." + parts[2]);
        tokens.put("signed by another key", sign(claims, JWSAlgorithm.RS256, other.getKeyID(), signer(other)));
        tokens.put(
                "signed by another key under our key's name",
                sign(claims, JWSAlgorithm.RS256, signing.getKeyID(), signer(other)));
        tokens.put(
                "signed with the public key as a secret",
                sign(claims, JWSAlgorithm.HS256, signing.getKeyID(), publicKeyAsSecret()));
        tokens.put("of another algorithm", sign(claims, JWSAlgorithm.RS512, signing.getKeyID(), signer(signing)));
        tokens.put("that is no token", "no-token");
        tokens.put("of three empty parts", "..");
        tokens.put(
                "that is too long",
                sign(good().claim("padding", "x".repeat(Tokens.LONGEST)).build()));
        return tokens;
    }

    private static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, String keyId, JWSSigner signer) {
        try {
            var header = new JWSHeader.Builder(algorithm)
                    .type(JOSEObjectType.JWT)
                    .keyID(keyId)
                    .build();
            var token = new SignedJWT(header, claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JWSSigner signer(RSAKey key) {
        try {
            return new RSASSASigner(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private JWSSigner publicKeyAsSecret() {
        try {
            return new MACSigner(signing.toRSAPublicKey().getEncoded());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RSAKey otherKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("other").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
