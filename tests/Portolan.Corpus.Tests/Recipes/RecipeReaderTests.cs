using System.Text;
using Portolan.Corpus.Recipes;

namespace Portolan.Corpus.Tests.Recipes;

public sealed class RecipeReaderTests
{
    private const string Signs = "{}[]&*:?-|>!%@`\"'#,\n\t ";

    [Fact]
    public void Deep_nesting_is_refused_before_it_can_overflow_the_stack() =>
        Should.Throw<CorpusException>(() => RecipeReader.Read("stages: " + new string('[', 200_000), "deep.yaml")).Message.ShouldContain("deep");

    [Fact]
    public void An_alias_is_refused() =>
        Should.Throw<CorpusException>(() => RecipeReader.Read("name: &a x\ndescription: *a\n", "alias.yaml")).Message.ShouldContain("anchor");

    [Fact]
    public void A_recipe_that_is_too_large_says_so() =>
        Should.Throw<CorpusException>(() => RecipeReader.Read(new string('#', (1 << 20) + 1), "large.yaml")).Message.ShouldContain("large.yaml");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_recipes_are_recipes_or_errors(int seed)
    {
        var random = new Random(seed);
        byte[] original = Encoding.UTF8.GetBytes(BuiltInRecipes.Load("language-first").Text);
        int read = 0;
        for (int round = 0; round < 1000; round++)
        {
            byte[] bytes = [.. original];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(bytes.Length);
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(32, 127) : (byte)Signs[random.Next(Signs.Length)];
            }

            read += RecipeReader.Fuzz(bytes) ? 1 : 0;
        }

        // Most mutations hit comments.
        read.ShouldBeInRange(1, 999);
    }
}
