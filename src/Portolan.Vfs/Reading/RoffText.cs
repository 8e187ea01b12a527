using System.Text;

namespace Portolan.Vfs.Reading;

/// <summary>The words of a manual page written for troff (man(7) and mdoc(7)).</summary>
/// <remarks>Not a formatter: requests and escapes go, arguments that are printed stay. Linear in the page.</remarks>
internal static class RoffText
{
    /// <summary>Whether a text is a manual page: one of its first lines is the title request.</summary>
    public static bool IsRoff(ReadOnlySpan<char> text)
    {
        for (int line = 0; line < 200 && !text.IsEmpty; line++)
        {
            if (text.StartsWith(".TH ") || text.StartsWith(".Dd ") || text.StartsWith(".Dt "))
            {
                return true;
            }

            // Comments, requests and blank lines may come before the title, and nothing else.
            if (text[0] is not ('.' or '\'' or '\n' or '\r' or '\\'))
            {
                return false;
            }

            int end = text.IndexOf('\n');
            text = end < 0 ? default : text[(end + 1)..];
        }

        return false;
    }

    /// <summary>The page without requests and escapes; a heading and each paragraph on lines of their own.</summary>
    public static string Read(ReadOnlySpan<char> page)
    {
        var text = new StringBuilder(page.Length);
        bool hidden = false;
        while (!page.IsEmpty)
        {
            int end = page.IndexOf('\n');
            ReadOnlySpan<char> line = (end < 0 ? page : page[..end]).TrimEnd('\r');
            page = end < 0 ? default : page[(end + 1)..];
            if (hidden)
            {
                // A macro's definition, a conditional's body or a comment block runs to "..".
                hidden = !line.StartsWith("..");
            }
            else if (line.StartsWith(".") || line.StartsWith("'"))
            {
                hidden = Request(line[1..].TrimStart(), text);
            }
            else
            {
                Escapes(line, text);
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Handles a request; true when what follows is a definition.</summary>
    private static bool Request(ReadOnlySpan<char> line, StringBuilder text)
    {
        int space = line.IndexOfAny(' ', '\t');
        ReadOnlySpan<char> name = space < 0 ? line : line[..space];
        ReadOnlySpan<char> arguments = space < 0 ? default : line[(space + 1)..].Trim();
        switch (name)
        {
            case "de" or "de1" or "ig" or "am":
                return true;
            case "SH" or "SS" or "Sh" or "Ss":
                text.Append('\n');
                Escapes(Unquote(arguments), text);
                text.Append('\n');
                return false;
            case "PP" or "P" or "LP" or "Pp" or "TP" or "IP" or "sp" or "br" or "It" or "HP":
                text.Append('\n');
                if (name is "IP" or "It")
                {
                    Escapes(arguments, text);
                    text.Append('\n');
                }

                return false;
            case "B" or "I" or "BR" or "RB" or "IR" or "RI" or "BI" or "IB" or "SM" or "SB" or "R"
                or "Nm" or "Nd" or "Ar" or "Fl" or "Pa" or "Xr" or "Cm" or "Dv" or "Em" or "Sy" or "Op" or "Li" or "Ql" or "Dq" or "Sq" or "Fn" or "Va" or "Ev" or "Sx":
                Escapes(Unquote(arguments), text);
                text.Append('\n');
                return false;
            default:
                return false;
        }
    }

    private static ReadOnlySpan<char> Unquote(ReadOnlySpan<char> arguments) =>
        arguments.Length >= 2 && arguments[0] == '"' && arguments[^1] == '"' ? arguments[1..^1] : arguments;

    /// <summary>Appends a line with its escapes replaced.</summary>
    private static void Escapes(ReadOnlySpan<char> line, StringBuilder text)
    {
        while (!line.IsEmpty)
        {
            int at = line.IndexOf('\\');
            text.Append(at < 0 ? line : line[..at]);
            if (at < 0 || at + 1 >= line.Length)
            {
                return;
            }

            char kind = line[at + 1];
            line = line[(at + 2)..];
            switch (kind)
            {
                case '"' or '#':
                    return;
                case 'f' or 'F' or '*' or 'n' or 'k' or 'g' or 'm' or 'M' or 'Y':
                    line = line[NameLength(line)..];
                    break;
                case 's':
                    line = line[SizeLength(line)..];
                    break;
                case '(' or '[':
                    int length = kind == '(' ? Math.Min(2, line.Length) : line.IndexOf(']');
                    if (length < 0)
                    {
                        return;
                    }

                    text.Append(Character(line[..length]));
                    line = line[Math.Min(line.Length, kind == '[' ? length + 1 : length)..];
                    break;
                case 'e' or '\\':
                    text.Append('\\');
                    break;
                case '-' or '\'' or '`' or '.' or ' ' or '~' or '0':
                    text.Append(kind is '~' or '0' ? ' ' : kind);
                    break;
            }
        }
    }

    private static int NameLength(ReadOnlySpan<char> rest) => rest switch
    {
        [] => 0,
        ['(', ..] => Math.Min(3, rest.Length),
        ['[', ..] => rest.IndexOf(']') is >= 0 and var end ? end + 1 : rest.Length,
        _ => 1,
    };

    private static int SizeLength(ReadOnlySpan<char> rest)
    {
        int at = rest is ['+' or '-', ..] ? 1 : 0;
        while (at < rest.Length && at < 3 && char.IsAsciiDigit(rest[at]))
        {
            at++;
        }

        return at;
    }

    private static string Character(ReadOnlySpan<char> name) => name switch
    {
        "lq" or "rq" or "dq" => "\"",
        "oq" or "cq" or "aq" or "ga" => "'",
        "em" or "en" or "hy" => "-",
        "bu" => "*",
        "co" => "(c)",
        "ti" or "ha" => "~",
        "rs" => "\\",
        _ => "",
    };
}
