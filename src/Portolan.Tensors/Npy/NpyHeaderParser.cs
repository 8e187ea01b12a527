using System.Text;

namespace Portolan.Tensors.Npy;

/// <summary>Reads the Python dictionary of a header: exactly the three keys, each once, in any order, and nothing but blanks after it.</summary>
internal ref struct NpyHeaderParser
{
    private readonly ReadOnlySpan<byte> text;
    private readonly int textOffset;
    private readonly string? path;
    private int at;

    public NpyHeaderParser(ReadOnlySpan<byte> text, int textOffset, string? path)
    {
        this.text = text;
        this.textOffset = textOffset;
        this.path = path;
    }

    public NpyHeader Parse()
    {
        string? descr = null;
        bool? fortran = null;
        long[]? shape = null;
        int descrAt = 0;
        int shapeAt = 0;
        Expect('{');
        while (!TryTake('}'))
        {
            int keyAt = at;
            string key = Quoted();
            Expect(':');
            SkipBlanks();
            switch (key)
            {
                case "descr" when descr is null:
                    descrAt = at;
                    descr = Descr();
                    break;
                case "fortran_order" when fortran is null:
                    fortran = Boolean();
                    break;
                case "shape" when shape is null:
                    shapeAt = at;
                    shape = Tuple();
                    break;
                default:
                    throw Error($"the key '{key}', expected 'descr', 'fortran_order' and 'shape' once each", keyAt);
            }

            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        for (; at < text.Length; at++)
        {
            if (text[at] is not ((byte)' ' or (byte)'\n'))
            {
                throw Error("text behind the header's dictionary, expected blanks", at);
            }
        }

        if (descr is null || fortran is null || shape is null)
        {
            throw Error($"a header without '{(descr is null ? "descr" : fortran is null ? "fortran_order" : "shape")}'", 0);
        }

        (ElementType type, bool isBigEndian) = TypeOf(descr, descrAt);
        if (!NpyHeader.TryCount(shape, ElementTypes.Size(type), out long count))
        {
            throw Error("a shape of more elements than a file can hold", shapeAt);
        }

        return new NpyHeader(type, isBigEndian, fortran.Value, shape, textOffset + text.Length) { Count = count };
    }

    private readonly (ElementType Type, bool IsBigEndian) TypeOf(string descr, int position)
    {
        if (descr.Length != 3 || descr[0] is not ('<' or '>' or '|') || !ElementTypes.TryParse(descr[1..], out ElementType type))
        {
            string hint = descr.EndsWith('O')
                ? "Python objects are never read: save the array with a numeric dtype"
                : "convert it with astype to one of f8, f4, f2, i1, u1, i4, i8, u8 or b1";
            throw Error($"the element type '{Printable(descr)}' is not one that is read", position, hint);
        }

        // '|' says that order does not matter; NumPy also writes it for two-byte voids, whose order is then this machine's.
        bool isBigEndian = descr[0] == '>' || (descr[0] == '|' && !BitConverter.IsLittleEndian);
        if (descr[0] == '|' && ElementTypes.Size(type) > 1 && type != ElementType.BFloat16)
        {
            throw Error($"the element type '{descr}' does not say its byte order", position);
        }

        return (type, isBigEndian && ElementTypes.Size(type) > 1);
    }

    private string Descr()
    {
        if (Peek() == '[')
        {
            throw Error("a structured element type, expected a plain one", at, "save one field of it, such as a['x']");
        }

        return Quoted();
    }

    private string Quoted()
    {
        SkipBlanks();
        int start = at;
        int quote = Peek();
        if (quote is not ('\'' or '"'))
        {
            throw Error($"{Found()}, expected a quoted string", at);
        }

        at++;
        int length = text[at..].IndexOf((byte)quote);
        if (length < 0)
        {
            throw Error("a string without its end", start);
        }

        string value = Encoding.UTF8.GetString(text.Slice(at, length));
        at += length + 1;
        return Printable(value);
    }

    private bool Boolean()
    {
        if (text[at..].StartsWith("True"u8))
        {
            at += 4;
            return true;
        }

        if (text[at..].StartsWith("False"u8))
        {
            at += 5;
            return false;
        }

        throw Error($"{Found()}, expected True or False", at);
    }

    private long[] Tuple()
    {
        var axes = new List<long>();
        Expect('(');
        bool endsWithComma = true;
        while (!TryTake(')'))
        {
            if (!endsWithComma)
            {
                throw Error($"{Found()}, expected a comma or ')'", at);
            }

            if (axes.Count == NpyHeader.MaxRank)
            {
                throw Error($"a shape of more than {NpyHeader.MaxRank} axes", at);
            }

            axes.Add(Integer());
            endsWithComma = TryTake(',');
        }

        if (axes.Count == 1 && !endsWithComma)
        {
            throw Error("a shape in brackets without a comma, expected a tuple such as (3,)", at);
        }

        return [.. axes];
    }

    private long Integer()
    {
        SkipBlanks();
        int start = at;
        long value = 0;
        while (Peek() is >= '0' and <= '9' and int digit)
        {
            if (value > (long.MaxValue - 9) / 10)
            {
                throw Error("an axis longer than a file can be", start);
            }

            value = (value * 10) + (digit - '0');
            at++;
        }

        if (at == start)
        {
            throw Error($"{Found()}, expected the length of an axis", at);
        }

        if (Peek() == 'L')
        {
            // NumPy under Python 2 wrote long integers so.
            at++;
        }

        return value;
    }

    private void Expect(char expected)
    {
        if (!TryTake(expected))
        {
            throw Error($"{Found()}, expected '{expected}'", at);
        }
    }

    private bool TryTake(char wanted)
    {
        SkipBlanks();
        if (Peek() != wanted)
        {
            return false;
        }

        at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (Peek() == ' ')
        {
            at++;
        }
    }

    private readonly int Peek() => at < text.Length ? text[at] : -1;

    private readonly string Found() => Peek() is int c and >= 32 and < 127 ? $"'{(char)c}'" : at < text.Length ? $"byte {text[at]}" : "the end of the header";

    private readonly TensorException Error(string message, int position, string? hint = null) =>
        new(message, path, textOffset + position, hint);

    /// <summary>At most 40 characters, without what would spoil a terminal.</summary>
    private static string Printable(string value)
    {
        char[] shown = value.Length > 40 ? value[..40].ToCharArray() : value.ToCharArray();
        for (int i = 0; i < shown.Length; i++)
        {
            shown[i] = shown[i] is < ' ' or >= (char)127 ? '?' : shown[i];
        }

        return new string(shown);
    }
}
