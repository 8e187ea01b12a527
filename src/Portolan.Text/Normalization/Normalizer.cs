using System.Text;
using Portolan.Text.Unicode;

namespace Portolan.Text.Normalization;

/// <summary>What both normalisers do around their table: repair, strip, rewrite.</summary>
internal static class Normalizer
{
    public static void Append(ReadOnlySpan<byte> utf8, RewriteTable table, PooledBuffer<byte> destination)
    {
        if (Utf8Text.IsValid(utf8))
        {
            AppendValid(utf8, 0, utf8.Length, table, destination);
            return;
        }

        using PooledBuffer<byte> repaired = new(utf8.Length);
        Utf8Text.CopyValid(utf8, repaired);
        AppendValid(repaired.WrittenSpan, 0, repaired.WrittenCount, table, destination);
    }

    /// <summary>Appends the normalised <c>text[start..end]</c>; the whole text is valid UTF-8, and bytes beyond the end may be read but do not count.</summary>
    public static void AppendValid(ReadOnlySpan<byte> text, int start, int end, RewriteTable table, PooledBuffer<byte> destination)
    {
        ValidUtf8.Strip(text, ref start, ref end);
        RewriteKernel.Append(text, start, end, table, destination);
    }

    /// <summary>Fuzz target: both normalisers over arbitrary bytes give valid UTF-8, the same as their scalar twin.</summary>
    /// <exception cref="InvalidOperationException">They do not.</exception>
    internal static void Fuzz(ReadOnlySpan<byte> data)
    {
        using PooledBuffer<byte> fast = new();
        Append(data, RewriteTable.Deduplication, fast);
        Compare(fast.WrittenSpan, ScalarNormalizer.ForDeduplication(data));
        fast.Clear();
        Append(data, RewriteTable.LanguageModel, fast);
        Compare(fast.WrittenSpan, ScalarNormalizer.ForLanguageModel(data));

        static void Compare(ReadOnlySpan<byte> fast, ReadOnlySpan<byte> scalar)
        {
            if (!Utf8Text.IsValid(fast) || !fast.SequenceEqual(scalar))
            {
                throw new InvalidOperationException($"{Convert.ToHexString(fast)}, the scalar twin gives {Convert.ToHexString(scalar)}");
            }
        }
    }

    public static string Normalize(string text, RewriteTable table)
    {
        ArgumentNullException.ThrowIfNull(text);
        using PooledBuffer<byte> utf8 = new();
        utf8.Advance(Encoding.UTF8.GetBytes(text, utf8.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
        using PooledBuffer<byte> result = new();
        AppendValid(utf8.WrittenSpan, 0, utf8.WrittenCount, table, result);
        return Encoding.UTF8.GetString(result.WrittenSpan);
    }
}
