package dev.baton.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryCostTests {

    private static final Prices PRICES = Prices.of("""
        type Query {
          book(id: ID): Book
          priced: Book @cost(weight: "7")
          cheap: Book @cost(weight: "-3")
          books(first: Int, last: Int, filter: Filter): Books!
            @listSize(assumedSize: 20, slicingArguments: ["first", "last"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)
          shelf(first: Int = 4): [Book!]! @listSize(slicingArguments: ["first"])
          best: [Book!]! @listSize(assumedSize: 10)
          counts: [Count!]! @cost(weight: "5") @listSize(assumedSize: 10)
          byId(ids: [ID!]!): [Book]! @listSize(assumedSize: 100, slicingArguments: ["ids"], requireOneSlicingArgument: false)
          unsized: [Book!]!
          thing: Thing
          things: [Thing!]! @listSize(assumedSize: 10)
          either: Either
          search(text: String @cost(weight: "3")): Book
        }
        type Mutation { add(input: AddInput!): Book @cost(weight: "10") }
        input Filter { words: [String!] }
        input AddInput { books: [BookInput!] title: String @cost(weight: "2") }
        input BookInput { title: String }
        type Books @cost(weight: "0") { edges: [Edge!]! nodes: [Book!]! total: Int @cost(weight: "5") }
        type Edge @cost(weight: "0") { node: Book! cursor: String }
        interface Thing { title: String author: Author }
        union Either = Book | Author
        type Book implements Thing { title: String author: Author similar(first: Int): Books!
            @listSize(assumedSize: 20, slicingArguments: ["first"], sizedFields: ["edges", "nodes"]) }
        type Film implements Thing @cost(weight: "4") { title: String author: Author cast: [Author!]! @listSize(assumedSize: 9) }
        type Author { name: String }
        type Count @cost(weight: "0") { number: Int }
        """);

    @Test
    void objectsCostOneAndScalarsNothing() {
        assertThat(PRICES.points("{ book { title } }")).isEqualTo(1);
        assertThat(PRICES.points("{ book { title author { name } } }")).isEqualTo(2);
    }

    @Test
    void nothingIsFree() {
        assertThat(PRICES.points("{ __typename }")).isEqualTo(1);
    }

    @Test
    void aFieldsOwnCostReplacesItsTypes() {
        assertThat(PRICES.points("{ priced { title author { name } } }")).isEqualTo(8);
    }

    @Test
    void aNegativeCostMakesNothingElseCheaper() {
        assertThat(PRICES.points("{ cheap { author { name } } book { title } }"))
                .isEqualTo(2);
    }

    @Test
    void aPageCostsAsManyAsWereAskedFor() {
        assertThat(PRICES.points("{ books(first: 7) { nodes { title } } }")).isEqualTo(7);
        assertThat(PRICES.points("{ books(last: 8) { edges { cursor node { title } } } }"))
                .isEqualTo(8);
        assertThat(PRICES.points("{ books(first: 7) { nodes { author { name } } total } }"))
                .isEqualTo(7 + 7 + 5);
    }

    @Test
    void withoutASizeTheAssumedOneCounts() {
        assertThat(PRICES.points("{ books { nodes { title } } }")).isEqualTo(20);
        assertThat(PRICES.points("{ books(first: null) { nodes { title } } }")).isEqualTo(20);
        assertThat(PRICES.points("{ best { title } }")).isEqualTo(10);
        assertThat(PRICES.points("{ unsized { title } }")).isEqualTo(1);
    }

    @Test
    void ofTwoSizesTheLargerCounts() {
        assertThat(PRICES.points("{ books(first: 1, last: 90) { nodes { title } } }"))
                .isEqualTo(90);
    }

    @Test
    void theSizeMayComeFromAVariableOrADefault() {
        String query = "query($n: Int) { books(first: $n) { nodes { title } } }";
        assertThat(PRICES.points(query, Map.of("n", 33))).isEqualTo(33);
        assertThat(PRICES.points(query, Map.of())).isEqualTo(20);
        var explicitNull = new HashMap<String, Object>();
        explicitNull.put("n", null);
        assertThat(PRICES.points(query, explicitNull)).isEqualTo(20);
        assertThat(PRICES.points("{ shelf { title } }")).isEqualTo(4);
        assertThat(PRICES.points("{ shelf(first: 6) { title } }")).isEqualTo(6);
    }

    @Test
    void ofAListOfIdsEachOneCounts() {
        assertThat(PRICES.points("{ byId(ids: [1, 2, 3]) { title } }")).isEqualTo(3);
        assertThat(PRICES.points("query($ids: [ID!]!) { byId(ids: $ids) { title } }", Map.of("ids", List.of("a", "b"))))
                .isEqualTo(2);
    }

    @Test
    void aNegativeSizeIsNoDiscount() {
        assertThat(PRICES.points("{ books(first: -1000) { nodes { title } } best { title } }"))
                .isEqualTo(10);
        assertThat(PRICES.points("{ books(first: -1000, last: 5) { nodes { title } } }"))
                .isEqualTo(5);
    }

    @Test
    void whatAFieldsOwnCostPaysIsPaidOnceForAList() {
        assertThat(PRICES.points("{ counts { number } }")).isEqualTo(5);
    }

    @Test
    void pagesWithinPagesMultiply() {
        String query = """
            { books(first: 100) { nodes { similar(first: 100) { nodes { similar(first: 100) { nodes { title } } } } } } }
            """;
        assertThat(PRICES.points(query)).isEqualTo(100 + 100 * 100 + 100 * 100 * 100);
    }

    @Test
    void anAbsurdSizeStaysANumber() {
        String query =
                "{ book { " + "similar(first: 2147483647) { nodes { ".repeat(5) + "title" + " } }".repeat(5) + " } }";
        assertThat(PRICES.points(query)).isEqualTo(QueryCost.MAXIMUM);
    }

    @Test
    void anAliasIsAFieldOfItsOwn() {
        assertThat(PRICES.points("{ a: book { title } b: book { title } }")).isEqualTo(2);
    }

    @Test
    void whatTheEngineMergesCountsOnce() {
        String query = """
            { book { ...A ...B author { name } } book { author { name } } }
            fragment A on Book { author { name } }
            fragment B on Thing { author { name } title }
            """;
        assertThat(PRICES.points(query)).isEqualTo(2);
    }

    @Test
    void ofAnAbstractTypeTheDearestCounts() {
        assertThat(PRICES.points("{ thing { title } }")).isEqualTo(4);
        assertThat(PRICES.points("{ thing { ... on Book { author { name } } } }"))
                .isEqualTo(4);
        assertThat(PRICES.points("{ thing { ... on Film { cast { name } } } }")).isEqualTo(4 + 9);
        assertThat(PRICES.points("{ either { ... on Author { name } } }")).isEqualTo(1);
        assertThat(PRICES.points("{ either { ... on Book { author { name } } } }"))
                .isEqualTo(2);
        assertThat(PRICES.points("{ things { author { name } } }")).isEqualTo(50);
    }

    @Test
    void whatIsSkippedIsNotPaid() {
        String query = "query($no: Boolean!) { book { title author @include(if: $no) { name } } }";
        assertThat(PRICES.points(query, Map.of("no", false))).isEqualTo(1);
        assertThat(PRICES.points(query, Map.of("no", true))).isEqualTo(2);
        assertThat(PRICES.points("{ book { ... @skip(if: true) { author { name } } } }"))
                .isEqualTo(1);
    }

    @Test
    void argumentsAndInputObjectsCount() {
        assertThat(PRICES.points("{ search(text: \"x\") { title } }")).isEqualTo(4);
        assertThat(PRICES.points("{ search { title } }")).isEqualTo(1);
        assertThat(PRICES.points("{ books(first: 1, filter: { words: [\"a\", \"b\"] }) { nodes { title } } }"))
                .isEqualTo(2);
        assertThat(PRICES.points("mutation { add(input: { title: \"x\" }) { title } }"))
                .isEqualTo(10 + 1 + 2);
        assertThat(PRICES.points("mutation { add(input: { books: [{ title: \"x\" }, {}, {}] }) { title } }"))
                .isEqualTo(10 + 1 + 3);
        assertThat(PRICES.points(
                        "mutation($input: AddInput!) { add(input: $input) { title } }",
                        Map.of("input", Map.of("books", List.of(Map.of(), Map.of())))))
                .isEqualTo(10 + 1 + 2);
    }

    @Test
    void readingTheSchemaHasAFlatPrice() {
        assertThat(PRICES.points("{ __schema { types { name fields { name } } } }"))
                .isEqualTo(100);
        assertThat(PRICES.points("{ __type(name: \"Book\") { name } book { __typename } }"))
                .isEqualTo(11);
    }

    @Test
    void theCostliestFieldsAreNamed() {
        String query = """
            { books(first: 50) { total nodes { similar(first: 10) { nodes { by: author { name } } } } } priced { title } }
            """;
        QueryCost cost = PRICES.cost(query, Map.of());
        assertThat(cost.costliest(3))
                .containsExactlyInAnyOrder(
                        new QueryCost.Costly("Books.nodes", "books.nodes.similar.nodes", 500),
                        new QueryCost.Costly("Book.author", "books.nodes.similar.nodes.by", 500),
                        new QueryCost.Costly("Books.nodes", "books.nodes", 50));
        assertThat(cost.costliest(10)).extracting(QueryCost.Costly::path).endsWith("priced", "books.total");
        assertThat(cost.costliest(10).stream()
                        .mapToLong(QueryCost.Costly::points)
                        .sum())
                .isEqualTo(cost.points());
    }

    @Test
    void moreFieldsThanAnybodyCouldSendArePricedAtTheMost() {
        // Each fragment doubles the answer, and a different pair of aliases keeps it from being known already.
        var query = new StringBuilder("{ book { ...F0 } }\n");
        int last = 30;
        for (int level = 0; level < last; level++) {
            query.append(
                    "fragment F%d on Book { a: similar(first: 1) { nodes { ...F%d } } b: similar(first: 1) { nodes { ...F%d } } }\n"
                            .formatted(level, level + 1, level + 1));
        }
        query.append("fragment F%d on Book { author { name } }".formatted(last));
        QueryCost cost = PRICES.cost(query.toString(), Map.of());
        assertThat(cost.points()).isGreaterThan(1L << last);
        assertThat(cost.costliest(5)).hasSizeLessThanOrEqualTo(5);
    }
}
