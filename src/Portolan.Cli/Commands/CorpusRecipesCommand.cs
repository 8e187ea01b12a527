using System.CommandLine;
using System.Text.Json;
using Portolan.Corpus.Recipes;

namespace Portolan.Cli.Commands;

/// <summary><c>portolan corpus recipes</c>: lists the built-in recipes; <c>show</c> prints one.</summary>
internal sealed class CorpusRecipesCommand : Verb
{
    public CorpusRecipesCommand()
        : base("recipes", "Lists the recipes that come with Portolan; 'show' prints one.") => Add(new ShowCommand());

    public override string Details => "A recipe is a YAML file: the stages of a build in order, with their settings. Print one with 'show', change it, and give the file to 'corpus build --recipe'.";

    public override IReadOnlyList<CommandExample> Examples =>
    [
        new("What recipes are there?", "portolan corpus recipes"),
        new("Start a recipe of your own", "portolan corpus recipes show ccnet > my.yaml"),
    ];

    public override IReadOnlyList<JsonShape> JsonOutput =>
    [
        new("recipe", ["name", "description", "stages"], "for each recipe"),
        new("summary", ["recipes"], "at the end"),
    ];

    public override Task<ExitCode> RunAsync(CommandContext context)
    {
        int width = BuiltInRecipes.Names.Max(name => name.Length) + 2;
        foreach (string name in BuiltInRecipes.Names)
        {
            Recipe recipe = BuiltInRecipes.Load(name);
            if (!context.Output.IsJson)
            {
                context.Output.Text.Write($"{name.PadRight(width)}{recipe.Description}\n");
                continue;
            }

            Utf8JsonWriter line = context.Output.Json.Begin("recipe");
            line.WriteString("name"u8, name);
            line.WriteString("description"u8, recipe.Description);
            line.WriteStartArray("stages"u8);
            foreach (RecipeStage stage in recipe.Stages)
            {
                line.WriteStringValue(stage.Name);
            }

            line.WriteEndArray();
            context.Output.Json.End();
        }

        if (context.Output.IsJson)
        {
            context.Output.Json.BeginSummary().WriteNumber("recipes"u8, BuiltInRecipes.Names.Count);
            context.Output.Json.End();
        }

        return Task.FromResult(ExitCode.Done);
    }

    private sealed class ShowCommand : Verb
    {
        private readonly Argument<string> name = new("name") { Description = "A built-in recipe, or a YAML file to check and print." };

        public ShowCommand()
            : base("show", "Prints a recipe, with its comments.") => Add(name);

        public override IReadOnlyList<CommandExample> Examples => [new("Read CCNet's recipe", "portolan corpus recipes show ccnet")];

        public override IReadOnlyList<JsonShape> JsonOutput => [new("summary", ["name", "description", "text"], "the recipe")];

        public override Task<ExitCode> RunAsync(CommandContext context)
        {
            Recipe recipe = BuiltInRecipes.Load(context.Value(name));
            if (context.Output.IsJson)
            {
                Utf8JsonWriter line = context.Output.Json.BeginSummary();
                line.WriteString("name"u8, recipe.Name);
                line.WriteString("description"u8, recipe.Description);
                line.WriteString("text"u8, recipe.Text);
                context.Output.Json.End();
            }
            else
            {
                context.Output.Text.Write(recipe.Text);
            }

            return Task.FromResult(ExitCode.Done);
        }
    }
}
