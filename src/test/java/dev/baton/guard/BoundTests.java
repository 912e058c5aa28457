package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.testing.BesideOthers;
import graphql.ExecutionInput;
import graphql.ExecutionResult;
import graphql.GraphQL;
import graphql.GraphQLContext;
import graphql.ParseAndValidate;
import graphql.execution.CoercedVariables;
import graphql.execution.RawVariables;
import graphql.execution.ValuesResolver;
import graphql.language.Document;
import graphql.language.NodeUtil;
import graphql.language.OperationDefinition;
import graphql.parser.Parser;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What an operation costs is never more than it was said to cost at most: thousands of operations of any kind, the
/// same ones every time, on the gateway's schema and over data made at random.
@BesideOthers
class BoundTests {

    private static final int TRIES = 3_000;

    private final Random random = new Random(11);
    private final RandomAnswers answers = new RandomAnswers(random);
    private final Prices prices = Prices.ofTheGateway(answers);
    private final RandomOperations operations = new RandomOperations(prices.schema(), random);
    private final GraphQL engine = GraphQL.newGraphQL(prices.schema()).build();

    @Test
    void theBoundIsNeverBelowTheActualCost() {
        int dear = 0;
        for (int attempt = 0; attempt < TRIES; attempt++) {
            String text = operations.next();
            Document document = Parser.parse(text);
            assertThat(ParseAndValidate.validate(prices.schema(), document, Locale.ENGLISH))
                    .as(text)
                    .isEmpty();
            Selections selections = selections(document);
            var bound = new QueryCost(selections);
            if (bound.points() > 3_000) {
                // Its answer would take long to make.
                dear++;
                continue;
            }
            answers.price(prices.weights());
            ExecutionResult result =
                    engine.execute(ExecutionInput.newExecutionInput(text).build());
            assertThat(result.getErrors()).as(text).isEmpty();
            long actual = AnswerCost.of(selections, result.<Map<String, ?>>getData());
            assertThat(actual).as(text).isBetween(QueryCost.whole(answers.counted()), bound.points());
        }
        assertThat(dear).isLessThan(TRIES / 10);
        assertThat(answers.longest()).as("lists as long as they get").containsAllEntriesOf(RandomAnswers.MOST);
    }

    private Selections selections(Document document) {
        var operation = NodeUtil.getOperation(document, null);
        OperationDefinition definition = operation.operationDefinition;
        CoercedVariables variables = ValuesResolver.coerceVariableValues(
                prices.schema(),
                definition.getVariableDefinitions(),
                RawVariables.emptyVariables(),
                GraphQLContext.getDefault(),
                Locale.ENGLISH);
        return new Selections(prices.weights(), definition, operation.fragmentsByName, variables.toMap(), Toll.MINIMUM);
    }
}
