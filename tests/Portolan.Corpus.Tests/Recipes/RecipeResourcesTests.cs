using Portolan.Corpus.Recipes;

namespace Portolan.Corpus.Tests.Recipes;

public sealed class RecipeResourcesTests
{
    [Fact]
    public void A_recipe_says_what_its_units_of_work_ask_of_a_cluster()
    {
        Recipe recipe = Read("{default: {time: \"01:00:00\", memory: 2GB}, gather: {processors: 2}}");
        recipe.Resources.Count.ShouldBe(2);
        recipe.Resources["default"].ShouldBe(new StageResources("01:00:00", 2_000_000_000, null));
        recipe.Resources["gather"].ShouldBe(new StageResources(null, null, 2));
        BuiltInRecipes.Load("ccnet").Resources.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("[gather]", "resources must be a mapping")]
    [InlineData("{gathre: {memory: 1GB}}", "there is no unit of work 'gathre'")]
    [InlineData("{gather: 1GB}", "resources.gather must be a mapping")]
    [InlineData("{gather: {memroy: 1GB}}", "resources.gather has no setting 'memroy'")]
    [InlineData("{gather: {memory: 10}}", "resources.gather.memory is '10'")]
    [InlineData("{gather: {processors: 0}}", "resources.gather.processors is '0'")]
    public void What_it_does_not_know_is_an_error_that_names_the_line(string resources, string message) =>
        Should.Throw<CorpusException>(() => Read(resources)).Message.ShouldStartWith($"recipe mine, line 3: {message}");

    private static Recipe Read(string resources) => RecipeReader.Read($"name: x\nstages: [read, write]\nresources: {resources}\n", "mine");
}
