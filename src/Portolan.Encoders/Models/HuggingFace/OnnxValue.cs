namespace Portolan.Encoders.Models.HuggingFace;

/// <summary>An output of a model, as its file declares it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its dimensions, -1 for one that depends on the input; null where the file says nothing of the shape.</param>
internal sealed record OnnxValue(string Name, IReadOnlyList<long>? Shape)
{
    /// <summary>How many dimensions, or -1 where that is not said.</summary>
    public int Rank => Shape?.Count ?? -1;
}
