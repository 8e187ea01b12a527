using System.Text.Json.Serialization;

namespace Portolan.Corpus.CommonCrawl;

/// <summary>One line of a capture archive's journal.</summary>
/// <param name="File">The file that the record came from; empty in the first line.</param>
/// <param name="Offset">Where it was in that file.</param>
/// <param name="Length">Its length there.</param>
/// <param name="End">Where the part ends with it.</param>
/// <param name="Description">What the archive holds; only in the first line.</param>
internal sealed record JournalEntry(string File, long Offset, int Length, long End, string Description);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(JournalEntry))]
internal sealed partial class JournalJson : JsonSerializerContext;
