using System.Reflection;

namespace Portolan.Corpus.Recipes;

/// <summary>The recipes that come with Portolan.</summary>
public static class BuiltInRecipes
{
    private const string Prefix = "Portolan.Corpus.Recipes.BuiltIn.";
    private const string Suffix = ".yaml";

    /// <summary>Their names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(BuiltInRecipes).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith(Suffix, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^Suffix.Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Reads a built-in recipe by name, or a recipe file by path.</summary>
    /// <param name="nameOrPath">Such as <c>ccnet</c> or <c>my.yaml</c>.</param>
    /// <exception cref="CorpusException">There is neither, or the file is not a recipe.</exception>
    public static Recipe Load(string nameOrPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        if (!Names.Contains(nameOrPath))
        {
            if (!File.Exists(nameOrPath) && !nameOrPath.Contains('/', StringComparison.Ordinal) && !nameOrPath.Contains('.', StringComparison.Ordinal))
            {
                throw new CorpusException(
                    $"there is no recipe '{nameOrPath}'; there are {string.Join(", ", Names)}",
                    hint: StageSettings.DidYouMean(nameOrPath, Names) ?? "a recipe of your own is given as the path of a YAML file");
            }

            return RecipeReader.ReadFile(nameOrPath);
        }

        return RecipeReader.Read(Text(nameOrPath), nameOrPath);
    }

    private static string Text(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Prefix + name + Suffix)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
