package dev.baton.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.baton.graph.TaskId;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.util.RawValue;

/// The facts of all features, and their form as JSON.
@Component
class Facts {

    private static final Logger log = LoggerFactory.getLogger(Facts.class);

    /// Leaves out components that are null, and keeps the nulls inside of an open JSON value, and its numbers as
    /// PostgreSQL writes them.
    private static final JsonMapper JSON = JsonMapper.builder()
            .changeDefaultPropertyInclusion(
                    _ -> JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .addModule(new SimpleModule().addDeserializer(Object.class, new OpenJson()))
            .build();

    /// Keeps an open JSON value as its text: two bytes of JSON can make an object of fifty in memory, and the
    /// latest events are kept.
    private static final class OpenJson extends StdDeserializer<Object> {

        OpenJson() {
            super(Object.class);
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) {
            return new RawValue(JSON.writeValueAsString(context.readTree(parser)));
        }
    }

    /// A fact that this version of Baton cannot read: while a new version is rolled out, the old nodes meet its
    /// new types. Their clients know a schema without that type, so there is nothing that could be told to them,
    /// and a stream that stopped here would tell them even less. It is left out everywhere, and the log says so
    /// once.
    ///
    /// @param taskId the task that it is about all the same
    record Unreadable(@Nullable TaskId taskId) implements Fact {}

    private final Map<String, Class<? extends Fact>> types;
    private final Set<String> complainedAbout = ConcurrentHashMap.newKeySet();

    /// @throws IllegalStateException where two facts have one name
    Facts(ObjectProvider<FactTypes> features) {
        this.types = features.stream()
                .flatMap(feature -> feature.types().stream())
                .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, type -> type));
    }

    /// The names of all types, as the schema has them.
    Set<String> types() {
        return types.keySet();
    }

    /// The names of those about a task, or about an agent and no task; or of all.
    Set<String> types(EventFilter.About about) {
        return types.entrySet().stream()
                .filter(type -> isAbout(about, type.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isAbout(EventFilter.About about, Class<? extends Fact> type) {
        Set<String> components = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .collect(Collectors.toSet());
        return switch (about) {
            case ANYTHING -> true;
            case TASKS -> components.contains("taskId");
            case AGENTS -> components.contains("agentId") && !components.contains("taskId");
        };
    }

    /// @throws IllegalArgumentException where no feature has told about the type: nobody could read it
    String encode(Fact fact) {
        if (types.get(fact.getClass().getSimpleName()) != fact.getClass()) {
            throw new IllegalArgumentException("No FactTypes bean names " + fact.getClass());
        }
        return JSON.writeValueAsString(fact);
    }

    /// The fact, or [Unreadable] where this version does not understand it.
    Fact decode(String type, String json, @Nullable TaskId task) {
        Class<? extends Fact> known = types.get(type);
        try {
            if (known != null) {
                return JSON.readValue(json, known);
            }
            complain(type, "the type is not known here");
        } catch (JacksonException e) {
            complain(type, e.getOriginalMessage());
        }
        return new Unreadable(task);
    }

    private void complain(String type, String why) {
        if (complainedAbout.add(type)) {
            log.warn("Events of the type {} are left out: {}", type, why);
        }
    }
}
