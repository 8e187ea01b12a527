namespace Portolan.Text.Tokenizers.Internals;

/// <summary>A text that is one token wherever it stands.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Content">The text, UTF-8.</param>
/// <param name="IsWord">Whether it counts only between characters that belong to no word.</param>
/// <param name="StripsLeft">Whether it takes white space before it along.</param>
/// <param name="StripsRight">Whether it takes white space after it along.</param>
/// <param name="IsNormalized">Whether it is looked for in the normalised text, not in the text as given.</param>
internal sealed record AddedToken(int Id, byte[] Content, bool IsWord, bool StripsLeft, bool StripsRight, bool IsNormalized);
