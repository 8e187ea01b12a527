using Portolan.Extraction;

namespace Portolan.Cli.Commands;

/// <summary>What became of one page of <c>corpus extract</c>.</summary>
/// <param name="Path">Its path, or <c>-</c>.</param>
/// <param name="Page">What was read; null when the file itself could not be.</param>
/// <param name="Reason">Why there is no text, or null when there is.</param>
/// <param name="Bytes">Bytes read, after decompression.</param>
internal sealed record PageOutcome(string Path, ExtractedPage? Page, string? Reason, long Bytes);
