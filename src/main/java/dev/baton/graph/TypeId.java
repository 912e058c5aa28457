package dev.baton.graph;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;

/// An identifier that says what it names: a prefix and a UUIDv7 in 26 letters of Crockford's base 32, for instance
/// `task_01jd3kq4v8f2k9x3c7m5n1p0rz`. Sorting the text sorts by the moment of creation.
///
/// @see <a href="https://github.com/jetify-com/typeid/tree/main/spec">the TypeID specification</a>
public interface TypeId {

    /// The UUID as PostgreSQL stores it.
    UUID value();

    /// What PostgreSQL generates with `uuidv7()`, made here where an id is needed before its row is written.
    static UUID next() {
        long random = TypeIds.RANDOM.nextLong();
        long high = (System.currentTimeMillis() << 16) | 0x7000 | TypeIds.RANDOM.nextInt(0x1000);
        return new UUID(high, (random & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    /// The text form of an id.
    static String format(String prefix, UUID value) {
        return prefix + '_' + TypeIds.encode(value);
    }

    /// The UUID in a text form, or empty where the text is no id with this prefix. Upper case is not an id: a text
    /// form must be the only one of its value.
    static Optional<UUID> parse(String prefix, String text) {
        return text.startsWith(prefix + '_') ? TypeIds.decode(text.substring(prefix.length() + 1)) : Optional.empty();
    }
}

/// The base 32 arithmetic behind [TypeId].
final class TypeIds {

    static final SecureRandom RANDOM = new SecureRandom();
    private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
    private static final int LETTERS = 26;

    private TypeIds() {}

    static String encode(UUID value) {
        var letters = new char[LETTERS];
        long high = value.getMostSignificantBits();
        long low = value.getLeastSignificantBits();
        for (int i = LETTERS - 1; i >= 0; i--) {
            letters[i] = ALPHABET.charAt((int) (low & 31));
            low = (low >>> 5) | (high << 59);
            high >>>= 5;
        }
        return new String(letters);
    }

    static Optional<UUID> decode(String letters) {
        // 26 letters hold 130 bits: a first letter above 7 would overflow the 128 of a UUID.
        if (letters.length() != LETTERS || letters.charAt(0) > '7') {
            return Optional.empty();
        }
        long high = 0;
        long low = 0;
        for (int i = 0; i < LETTERS; i++) {
            int digit = ALPHABET.indexOf(letters.charAt(i));
            if (digit < 0) {
                return Optional.empty();
            }
            high = (high << 5) | (low >>> 59);
            low = (low << 5) | digit;
        }
        return Optional.of(new UUID(high, low));
    }
}
