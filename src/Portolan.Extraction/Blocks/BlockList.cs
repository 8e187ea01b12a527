using Portolan.Extraction.Html;

namespace Portolan.Extraction.Blocks;

/// <summary>The text blocks of a page in document order.</summary>
/// <remarks>
/// A block's text has its white space collapsed to single spaces and each <c>br</c> as <c>\n</c>; preformatted text is kept as it
/// is. Refilled for the next page: spans are valid until then. Not thread-safe.
/// </remarks>
public sealed class BlockList
{
    private readonly List<TextBlock> blocks = [];
    private char[] text = new char[1 << 14];
    private int used;

    internal BlockList(HtmlDocument document) => Document = document;

    /// <summary>The page that the blocks are of.</summary>
    public HtmlDocument Document { get; }

    /// <summary>Number of blocks.</summary>
    public int Count => blocks.Count;

    /// <summary>One block.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public TextBlock this[int index] => blocks[index];

    /// <summary>The text of one block, never empty.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<char> Text(int index) => text.AsSpan(blocks[index].TextStart, blocks[index].TextLength);

    internal int Used => used;

    internal void Clear()
    {
        blocks.Clear();
        used = 0;
    }

    internal void Append(ReadOnlySpan<char> run)
    {
        if (text.Length - used < run.Length)
        {
            Array.Resize(ref text, (int)Math.Min(Array.MaxLength, Math.Max(text.Length * 2L, (long)used + run.Length)));
        }

        run.CopyTo(text.AsSpan(used));
        used += run.Length;
    }

    internal char Last => text[used - 1];

    internal char CharAt(int index) => text[index];

    internal void TrimTo(int length) => used = length;

    internal void Add(TextBlock block) => blocks.Add(block);
}
