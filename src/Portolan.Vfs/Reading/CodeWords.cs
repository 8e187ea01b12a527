using System.Text;

namespace Portolan.Vfs.Reading;

/// <summary>Source code as words, for encoders that learned from prose.</summary>
/// <remarks>
/// Names are taken apart where they are joined (<c>readFile</c>, <c>read_file</c>, <c>HTTPServer</c>), marks between them go, ends of
/// sentences in comments stay. What is left of a function reads like a list of its topics.
/// </remarks>
internal static class CodeWords
{
    public static string Of(ReadOnlySpan<char> code)
    {
        var words = new StringBuilder(code.Length + 16);
        for (int i = 0; i < code.Length; i++)
        {
            char c = code[i];
            if (!char.IsLetterOrDigit(c))
            {
                bool endsSentence = c is '.' or '?' or '!' or ',' && i + 1 < code.Length && code[i + 1] == ' ' && i > 0 && char.IsLetter(code[i - 1]);
                if (endsSentence || (c == '\'' && IsInside(code, i)))
                {
                    words.Append(c);
                }
                else
                {
                    Space(words);
                }

                continue;
            }

            if (i > 0 && StartsWord(code, i))
            {
                Space(words);
            }

            words.Append(c);
        }

        return words.ToString().TrimEnd();
    }

    private static bool IsInside(ReadOnlySpan<char> code, int at) =>
        at > 0 && at + 1 < code.Length && char.IsLetter(code[at - 1]) && char.IsLetter(code[at + 1]);

    // aB and ABc start a word at B; digits belong to what stands before them.
    private static bool StartsWord(ReadOnlySpan<char> code, int at) =>
        char.IsUpper(code[at]) && (char.IsLower(code[at - 1]) || (char.IsUpper(code[at - 1]) && at + 1 < code.Length && char.IsLower(code[at + 1])));

    private static void Space(StringBuilder words)
    {
        if (words.Length > 0 && words[^1] != ' ')
        {
            words.Append(' ');
        }
    }
}
