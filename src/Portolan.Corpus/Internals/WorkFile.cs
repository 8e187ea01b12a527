namespace Portolan.Corpus.Internals;

/// <summary>A file under the build's <c>work/</c> that a finished unit of work left for the next.</summary>
/// <param name="Path">Relative to the output directory.</param>
/// <param name="Length">Bytes.</param>
internal sealed record WorkFile(string Path, long Length);
