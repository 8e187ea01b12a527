namespace Portolan.Corpus.Recipes;

/// <summary>An ordered list of stages with their settings: what a corpus build does.</summary>
/// <remarks>The first stage is <c>read</c>, the last <c>write</c>. Immutable; equality is by reference.</remarks>
public sealed class Recipe
{
    internal Recipe(string name, string description, IReadOnlyList<RecipeStage> stages, string text, IReadOnlyDictionary<string, StageResources> resources)
    {
        Resources = resources;
        Name = name;
        Description = description;
        Stages = stages;
        Text = text;
    }

    /// <summary>A word, such as <c>ccnet</c>.</summary>
    public string Name { get; }

    /// <summary>One sentence on what the recipe makes.</summary>
    public string Description { get; }

    /// <summary>The stages in order.</summary>
    public IReadOnlyList<RecipeStage> Stages { get; }

    /// <summary>The YAML the recipe was read from, comments included.</summary>
    public string Text { get; }

    /// <summary>What the build asks of a cluster, by <see cref="StageResources.Names"/>; empty when the recipe does not say.</summary>
    public IReadOnlyDictionary<string, StageResources> Resources { get; }

    /// <summary>A copy of the recipe in which one stage's options are others.</summary>
    /// <param name="stage">A stage of this recipe.</param>
    /// <param name="options">The options that replace its own; of the same type.</param>
    /// <exception cref="ArgumentException">The stage is not in this recipe, or the options are of another type.</exception>
    public Recipe With(RecipeStage stage, object options)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(options);
        int index = Stages.ToList().IndexOf(stage);
        if (index < 0 || stage.Options.GetType() != options.GetType())
        {
            throw new ArgumentException($"stage {stage.Name} with {options.GetType().Name} does not fit recipe {Name}", nameof(stage));
        }

        RecipeStage[] stages = [.. Stages];
        stages[index] = stage with { Options = options };
        return new Recipe(Name, Description, stages, Text, Resources);
    }

    /// <summary>A copy of the recipe that lacks one stage.</summary>
    internal Recipe Without(RecipeStage stage) => new(Name, Description, [.. Stages.Where(s => s != stage)], Text, Resources);
}
