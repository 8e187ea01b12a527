using System.Text.Json;
using System.Text.Json.Serialization;
using Portolan.Corpus.Recipes;
using Portolan.Corpus.Sources;

namespace Portolan.Corpus;

/// <summary>A build as text, from which another process, on this machine or another, makes the same graph.</summary>
/// <remarks>
/// Inputs are described as they were found: nothing is listed or asked for again, however many there are. A local file that has changed
/// since is an error when it is opened. Neither the executor nor the clock is described.
/// </remarks>
public static class CorpusBuildDescription
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Describes a build.</summary>
    /// <param name="options">The build, as <see cref="CorpusBuild"/> is given it.</param>
    public static JsonElement Write(CorpusBuildOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return JsonSerializer.SerializeToElement(
            new Description(
                options.Recipe.Name,
                options.Recipe.Text,
                Path.GetFullPath(options.Output),
                options.Languages,
                options.LanguageModels,
                options.Cutoffs,
                options.MemoryBytes,
                [.. options.Inputs.Select(input => input.Describe())]),
            Json);
    }

    /// <summary>Makes the build that was described; it runs on one worker.</summary>
    /// <param name="description">What <see cref="Write"/> gave.</param>
    /// <exception cref="CorpusException">It is not a description of this version, or its recipe cannot be read.</exception>
    public static CorpusBuildOptions Read(JsonElement description)
    {
        try
        {
            Description read = description.Deserialize<Description>(Json) ?? throw new JsonException("it is null");
            return new CorpusBuildOptions
            {
                Recipe = RecipeReader.Read(read.RecipeText, read.Recipe),
                Inputs = [.. read.Inputs.Select(InputFile.FromDescription)],
                Output = read.Output,
                Workers = 1,
                MemoryBytes = read.MemoryBytes,
                Languages = read.Languages,
                LanguageModels = read.LanguageModels,
                Cutoffs = read.Cutoffs,
            };
        }
        catch (Exception e) when (e is JsonException or UriFormatException or ArgumentException or NotSupportedException)
        {
            throw new CorpusException($"this is not the description of a build: {e.Message}", hint: "use the same version of Portolan for submitting and for running", innerException: e);
        }
    }

    private sealed record Description(
        string Recipe,
        string RecipeText,
        string Output,
        IReadOnlyList<string> Languages,
        string? LanguageModels,
        string? Cutoffs,
        long MemoryBytes,
        IReadOnlyList<InputDescription> Inputs);
}
