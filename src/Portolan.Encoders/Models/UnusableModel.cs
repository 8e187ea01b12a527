namespace Portolan.Encoders.Models;

/// <summary>A model that is there by name and cannot be used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Directory">Where it is, or null where it is not installed at all.</param>
/// <param name="Problem">Why not, with what to do about it.</param>
public sealed record UnusableModel(string Name, string? Directory, EncoderException Problem);
