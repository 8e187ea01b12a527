using Portolan.Text.Unicode;

namespace Portolan.Text.Normalization;

/// <summary>The few characters whose rewriting depends on their neighbours.</summary>
internal static class SpecialCharacter
{
    /// <summary>Appends what becomes of the special character at <paramref name="position"/> of the line <c>text[start..end]</c>, and of the combining marks after it; returns where the next character starts.</summary>
    public static int Append(
        ReadOnlySpan<byte> text, int start, int position, int end, RewriteTable table, PooledBuffer<byte> destination)
    {
        int codePoint = ValidUtf8.Decode(text, position, out int length);
        if (codePoint == 0x3A3)
        {
            bool isFinal = IsFinalSigma(text[start..end], position - start, length);
            Span<byte> room = destination.GetSpan(4);
            destination.Advance(ValidUtf8.Encode(isFinal ? 0x3C2 : 0x3C3, room));
            return position + length;
        }

        if (ReferenceEquals(table, RewriteTable.LanguageModel))
        {
            return AppendReordered(text, position, end, destination);
        }

        throw new InvalidOperationException($"U+{codePoint:X4} is marked special, but no rule names it");
    }

    /// <summary>Python's rule for a capital sigma: a cased character before it and none after it, case-ignorable ones skipped.</summary>
    /// <remarks>A character that is both cased and case-ignorable counts as ignorable, as in CPython's <c>handle_capital_sigma</c>.</remarks>
    private static bool IsFinalSigma(ReadOnlySpan<byte> line, int position, int length)
    {
        int before = position;
        int flags = 0;
        while (before > 0)
        {
            flags = UnicodeTables.Flags(ValidUtf8.DecodeBefore(line, before, out int size));
            if ((flags & UnicodeTables.CaseIgnorable) == 0)
            {
                break;
            }

            before -= size;
        }

        if (before == 0 || (flags & UnicodeTables.Cased) == 0)
        {
            return false;
        }

        for (int after = position + length; after < line.Length;)
        {
            flags = UnicodeTables.Flags(ValidUtf8.Decode(line, after, out int size));
            if ((flags & UnicodeTables.CaseIgnorable) == 0)
            {
                return (flags & UnicodeTables.Cased) == 0;
            }

            after += size;
        }

        return true;
    }

    /// <summary>Decomposes characters as long as they are part of one run of combining marks, and puts those that stay (not Mn) in canonical order.</summary>
    /// <remarks>
    /// Dropping the Mn marks before sorting gives what sorting before dropping gives, because the sort is stable and only
    /// marks of class 0 end a run, dropped or not.
    /// </remarks>
    private static int AppendReordered(ReadOnlySpan<byte> text, int position, int end, PooledBuffer<byte> destination)
    {
        using PooledBuffer<int> pending = new();
        Span<int> parts = stackalloc int[UnicodeCharacter.MaxDecompositionLength];
        for (bool isFirst = true; position < end; isFirst = false)
        {
            int codePoint = ValidUtf8.Decode(text, position, out int length);
            int count = UnicodeCharacter.Decompose(UnicodeTables.ToLower(codePoint), parts);
            if (!isFirst && UnicodeTables.CombiningClass(parts[0]) == 0)
            {
                break;
            }

            foreach (int part in parts[..count])
            {
                if (UnicodeTables.CombiningClass(part) == 0)
                {
                    Flush(pending, destination);
                    destination.Advance(RewriteTable.LastSteps(part, destination.GetSpan(4)));
                }
                else if ((UnicodeTables.Flags(part) & UnicodeTables.Nonspacing) == 0)
                {
                    pending.GetSpan(1)[0] = part;
                    pending.Advance(1);
                }
            }

            position += length;
        }

        Flush(pending, destination);
        return position;
    }

    /// <summary>Stable sort by combining class: one pass per class, of which Unicode 14 has five among marks that are not Mn.</summary>
    private static void Flush(PooledBuffer<int> pending, PooledBuffer<byte> destination)
    {
        int written = 0;
        for (int last = 0; written < pending.WrittenCount;)
        {
            int next = int.MaxValue;
            foreach (int mark in pending.WrittenSpan)
            {
                int order = UnicodeTables.CombiningClass(mark);
                next = order > last ? Math.Min(next, order) : next;
            }

            foreach (int mark in pending.WrittenSpan)
            {
                if (UnicodeTables.CombiningClass(mark) == next)
                {
                    destination.Advance(RewriteTable.LastSteps(mark, destination.GetSpan(4)));
                    written++;
                }
            }

            last = next;
        }

        pending.Clear();
    }
}
