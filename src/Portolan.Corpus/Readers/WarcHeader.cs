using System.Text;

namespace Portolan.Corpus.Readers;

/// <summary>One header field; the spans are valid until the reader's next record.</summary>
public readonly ref struct WarcHeader
{
    internal WarcHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name = name;
        Value = value;
    }

    /// <summary>The name as written, UTF-8, without surrounding space.</summary>
    public ReadOnlySpan<byte> Name { get; }

    /// <summary>The value, UTF-8, without surrounding space and with folded lines joined by one space.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>Compares the name without regard to ASCII case.</summary>
    public bool Is(ReadOnlySpan<byte> name) => Name.Length == name.Length && Ascii.EqualsIgnoreCase(Name, name);

    /// <summary><c>Name: Value</c> as text; bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString() => $"{Encoding.UTF8.GetString(Name)}: {Encoding.UTF8.GetString(Value)}";
}
