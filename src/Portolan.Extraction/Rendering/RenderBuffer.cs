namespace Portolan.Extraction.Rendering;

/// <summary>Characters that grow at the end; kept from page to page.</summary>
internal sealed class RenderBuffer
{
    private char[] characters = new char[1 << 12];

    public int Length { get; private set; }

    /// <summary>The last character, or a line feed when there is none.</summary>
    public char Last => Length == 0 ? '\n' : characters[Length - 1];

    public char this[int index] => characters[index];

    public ReadOnlySpan<char> Span => characters.AsSpan(0, Length);

    public void Clear() => Length = 0;

    public void TrimTo(int length) => Length = length;

    public void Append(char value)
    {
        if (Length == characters.Length)
        {
            Grow(1);
        }

        characters[Length++] = value;
    }

    public void Append(char value, int count)
    {
        Grow(count);
        characters.AsSpan(Length, count).Fill(value);
        Length += count;
    }

    public void Append(ReadOnlySpan<char> text)
    {
        Grow(text.Length);
        text.CopyTo(characters.AsSpan(Length));
        Length += text.Length;
    }

    public override string ToString() => new(characters, 0, Length);

    private void Grow(int count)
    {
        if (characters.Length - Length < count)
        {
            Array.Resize(ref characters, (int)Math.Min(Array.MaxLength, Math.Max(characters.Length * 2L, (long)Length + count)));
        }
    }
}
