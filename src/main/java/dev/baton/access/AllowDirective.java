package dev.baton.access;

import dev.baton.graph.Fault;
import graphql.schema.DataFetcher;
import graphql.schema.DataFetchingEnvironment;
import graphql.schema.GraphQLAppliedDirective;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.idl.RuntimeWiring;
import graphql.schema.idl.SchemaDirectiveWiring;
import graphql.schema.idl.SchemaDirectiveWiringEnvironment;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;
import org.springframework.graphql.execution.RuntimeWiringConfigurer;
import org.springframework.graphql.execution.SelfDescribingDataFetcher;
import org.springframework.stereotype.Component;

/// Enforces `@allow(roles: [...])` of the schema: the field's data fetcher runs for callers who have one of the
/// roles, and for others the field is a `FORBIDDEN` error.
@Component
class AllowDirective implements RuntimeWiringConfigurer, SchemaDirectiveWiring {

    static final String NAME = "allow";
    static final String ROLES = "roles";

    @Override
    public void configure(RuntimeWiring.Builder wiring) {
        wiring.directive(NAME, this);
    }

    @Override
    public GraphQLFieldDefinition onField(SchemaDirectiveWiringEnvironment<GraphQLFieldDefinition> environment) {
        Set<Role> roles = roles(environment.getAppliedDirective(NAME));
        DataFetcher<?> fetcher = environment.getFieldDataFetcher();
        environment.setFieldDataFetcher(
                fetcher instanceof SelfDescribingDataFetcher<?> described
                        ? new DescribedGuard(described, roles)
                        : new Guard(fetcher, roles));
        return environment.getElement();
    }

    private static Set<Role> roles(GraphQLAppliedDirective directive) {
        List<?> names = Objects.requireNonNull(directive.getArgument(ROLES).getValue());
        return names.stream().map(name -> Role.valueOf(name.toString())).collect(Collectors.toSet());
    }

    /// Lets through whom the schema allows.
    private static class Guard implements DataFetcher<Object> {

        private final DataFetcher<?> fetcher;
        private final Set<Role> roles;

        Guard(DataFetcher<?> fetcher, Set<Role> roles) {
            this.fetcher = fetcher;
            this.roles = roles;
        }

        @Override
        public @Nullable Object get(DataFetchingEnvironment environment) throws Exception {
            check(environment.getGraphQlContext().get(Caller.class));
            return fetcher.get(environment);
        }

        private void check(@Nullable Caller caller) {
            if (caller == null) {
                throw Caller.unknown();
            }
            if (roles.stream().noneMatch(caller::may)) {
                throw new Fault(
                        Fault.Code.FORBIDDEN,
                        "This needs the role %s; you have %s.".formatted(names(roles), names(caller.roles())));
            }
        }

        private static String names(Set<Role> roles) {
            return new TreeSet<>(roles).stream().map(Role::name).collect(Collectors.joining(" or "));
        }
    }

    /// Also keeps what Spring GraphQL knows of the fetcher, for its inspection of the schema and its metrics.
    private static final class DescribedGuard extends Guard implements SelfDescribingDataFetcher<Object> {

        private final SelfDescribingDataFetcher<?> described;

        DescribedGuard(SelfDescribingDataFetcher<?> described, Set<Role> roles) {
            super(described, roles);
            this.described = described;
        }

        @Override
        public String getDescription() {
            return described.getDescription();
        }

        @Override
        public ResolvableType getReturnType() {
            return described.getReturnType();
        }

        @Override
        public Map<String, ResolvableType> getArguments() {
            return described.getArguments();
        }

        @Override
        public @Nullable Method asMethod() {
            return described.asMethod();
        }

        @Override
        public boolean usesDataLoader() {
            return described.usesDataLoader();
        }
    }
}
