package dev.baton.stream;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.io.SerializedString;
import tools.jackson.databind.JacksonSerializable;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeSerializer;

/// A JSON value that was encoded once, and is copied as it is into each message that carries it.
final class JsonText implements JacksonSerializable {

    // In characters, and encoded as UTF-8, which it keeps.
    private static final int COPIES = 2;

    private final SerializedString text;

    JsonText(String text) {
        this.text = new SerializedString(text);
    }

    /// About how many bytes of memory it takes.
    int weight() {
        return text.charLength() * COPIES;
    }

    @Override
    public void serialize(JsonGenerator generator, SerializationContext context) {
        generator.writeRawValue(text);
    }

    @Override
    public void serializeWithType(JsonGenerator generator, SerializationContext context, TypeSerializer types) {
        serialize(generator, context);
    }

    @Override
    public String toString() {
        return text.getValue();
    }
}
