using System.Buffers;
using Portolan.Graph.Backends.Flows;

namespace Portolan.Graph.Backends.Prompts;

/// <summary>Reads a template for what it needs and refuses what a prompt may not do: partials, decorators, unknown helpers.</summary>
/// <remarks>
/// Handlebars resolves names when it renders; a prompt must know its variables when it is made. The scanner knows the same syntax and
/// follows scopes: inside <c>#each</c> and <c>#with</c> a name is a field of the item and not a variable.
/// </remarks>
internal sealed class TemplateScanner
{
    private const int MaxDepth = 32;

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("=|{}()!\"'#%&*+,;<>@^`~\\[]");
    private static readonly string[] Blocks = ["if", "unless", "each", "with"];
    private static readonly string[] Helpers = ["lookup", "json"];
    private static readonly string[] LoopValues = ["@index", "@key", "@first", "@last"];

    private readonly string text;
    private readonly string file;
    private readonly SortedSet<string> variables = new(StringComparer.Ordinal);
    private readonly List<Block> open = [];
    private int at;

    private TemplateScanner(string text, string file)
    {
        this.text = text;
        this.file = file;
    }

    /// <summary>The variables that a template needs, in ordinal order.</summary>
    /// <exception cref="FlowException">The template is broken or uses what prompts do not have; with file and line.</exception>
    public static IReadOnlyList<string> Variables(string text, string file)
    {
        var scanner = new TemplateScanner(text, file);
        scanner.Scan();
        return [.. scanner.variables];
    }

    private void Scan()
    {
        while ((at = text.IndexOf("{{", at, StringComparison.Ordinal)) >= 0)
        {
            if (at > 0 && text[at - 1] == '\\' && (at < 2 || text[at - 2] != '\\'))
            {
                // Escaped: the braces are text.
                at += 2;
                continue;
            }

            ReadTag();
        }

        if (open.Count > 0)
        {
            throw Bad(open[^1].Start, $"{{{{#{open[^1].Name}}}}} is not closed; expected {{{{/{open[^1].Name}}}}}");
        }
    }

    private void ReadTag()
    {
        int start = at;
        if (Follows("{{{{"))
        {
            throw Bad(start, "raw blocks ({{{{ }}}}) are not part of prompts; write \\{{ for braces");
        }

        bool triple = Follows("{{{");
        at += triple ? 3 : 2;
        Skip('~');
        if (!triple && at < text.Length && text[at] == '!')
        {
            SkipComment(start);
            return;
        }

        int end = FindEnd(start, triple ? "}}}" : "}}");
        string body = text[at..end].Trim();
        at = end + (triple ? 3 : 2);
        if (body.EndsWith('~'))
        {
            body = body[..^1].TrimEnd();
        }

        if (triple)
        {
            ReadExpression(body, start);
            return;
        }

        ReadPlainTag(body, start);
    }

    private void ReadPlainTag(string body, int start)
    {
        switch (body)
        {
            case ['>' or '*', ..] or ['#', '>' or '*', ..]:
                throw Bad(start, "prompts have no partials and no decorators; put the text into the template");
            case ['#', ..]:
                OpenBlock(body[1..].TrimStart(), start);
                break;
            case ['/', ..]:
                CloseBlock(body[1..].Trim(), start);
                break;
            case "else" or "^":
                Else(start);
                break;
            case ['^', ..]:
                throw Bad(start, $"write {{{{#unless …}}}} instead of {{{{{body}}}}}");
            case ['&', ..]:
                throw Bad(start, $"write {{{{{body[1..].TrimStart()}}}}}: prompts have no escapes that '&' would turn off");
            default:
                if (body.StartsWith("else ", StringComparison.Ordinal))
                {
                    Else(start);
                    List<string> words = Words(body[5..], start);
                    if (words is not ["if" or "unless", _])
                    {
                        throw Bad(start, $"{{{{{body}}}}}: expected {{{{else}}}}, {{{{else if …}}}} or {{{{else unless …}}}}");
                    }

                    ReadArgument(words[1], start);
                    break;
                }

                ReadExpression(body, start);
                break;
        }
    }

    private void OpenBlock(string body, int start)
    {
        List<string> words = Words(body, start);
        string name = words.Count > 0 ? words[0] : "";
        if (!Blocks.Contains(name))
        {
            throw Bad(start, $"there is no block '{name}'; there are {string.Join(", ", Blocks.Select(block => "#" + block))}");
        }

        if (open.Count == MaxDepth)
        {
            throw Bad(start, $"blocks are nested more than {MaxDepth} deep");
        }

        // {{#each list as |item index|}}
        string[] parameters = [];
        if (words.Count >= 4 && words[2] == "as")
        {
            parameters = [.. words.Skip(3).Select(word => word.Trim('|')).Where(word => word.Length > 0)];
            words = words[..2];
        }

        if (words.Count != 2)
        {
            throw Bad(start, $"{{{{#{body}}}}}: expected {{{{#{name} value}}}}");
        }

        ReadArgument(words[1], start);
        open.Add(new Block(name, start, name is "each" or "with", parameters));
    }

    private void CloseBlock(string name, int start)
    {
        if (open.Count == 0 || open[^1].Name != name)
        {
            string expected = open.Count == 0 ? "no block is open" : $"expected {{{{/{open[^1].Name}}}}}";
            throw Bad(start, $"{{{{/{name}}}}} closes nothing; {expected}");
        }

        open.RemoveAt(open.Count - 1);
    }

    private void Else(int start)
    {
        if (open.Count == 0)
        {
            throw Bad(start, "{{else}} stands outside of a block");
        }

        // What follows the else of a loop is rendered where the loop stands.
        open[^1] = open[^1] with { IsScope = false, Parameters = [] };
    }

    private void ReadExpression(string body, int start)
    {
        List<string> words = Words(body, start);
        switch (words.Count)
        {
            case 0:
                throw Bad(start, "{{}} is empty; expected a variable");
            case 1:
                ReadArgument(words[0], start);
                break;
            default:
                if (!Helpers.Contains(words[0]))
                {
                    throw Bad(start, $"there is no helper '{words[0]}'; there are {string.Join(", ", Helpers)}");
                }

                int expected = words[0] == "lookup" ? 3 : 2;
                if (words.Count != expected)
                {
                    throw Bad(start, $"{words[0]} takes {expected - 1} values, found {words.Count - 1}");
                }

                foreach (string word in words.Skip(1))
                {
                    ReadArgument(word, start);
                }

                break;
        }
    }

    private void ReadArgument(string word, int start)
    {
        if (word[0] == '(')
        {
            ReadExpression(word[1..^1].Trim(), start);
            return;
        }

        if (word[0] is '"' or '\'' || char.IsAsciiDigit(word[0]) || word[0] == '-' || word is "true" or "false" or "null")
        {
            return;
        }

        if (LoopValues.Contains(word))
        {
            return;
        }

        int scopes = open.Count(block => block.IsScope);
        string path = word;
        bool fromRoot = false;
        if (path.StartsWith("@root.", StringComparison.Ordinal))
        {
            path = path[6..];
            fromRoot = true;
        }
        else if (path[0] == '@')
        {
            throw Bad(start, $"there is no {word}; there are @root, {string.Join(", ", LoopValues)}");
        }

        int up = 0;
        for (; path.StartsWith("../", StringComparison.Ordinal); path = path[3..])
        {
            up++;
        }

        if (up > scopes)
        {
            throw Bad(start, $"{word} goes up {up} times, but only {scopes} #each or #with are open");
        }

        bool own = path.StartsWith("./", StringComparison.Ordinal);
        bool self = path.StartsWith("this.", StringComparison.Ordinal) || path.StartsWith("this/", StringComparison.Ordinal);
        path = own ? path[2..] : self ? path[5..] : path;
        bool isRoot = fromRoot || up == scopes;
        if (path is "this" or "." or ".." or "")
        {
            if (isRoot)
            {
                throw Bad(start, $"{word} stands for all variables at once; name the one that is meant");
            }

            return;
        }

        string name = FirstSegment(path, start);
        bool isParameter = !fromRoot && up == 0 && !own && !self && open.Exists(block => block.Parameters.Contains(name));
        if (isRoot && !isParameter)
        {
            if (Blocks.Contains(name) || Helpers.Contains(name) || name is "else" or "log")
            {
                throw Bad(start, $"'{name}' is a word of the template language and cannot be a variable");
            }

            variables.Add(name);
        }
    }

    private string FirstSegment(string path, int start)
    {
        int end = path[0] == '[' ? path.IndexOf(']', StringComparison.Ordinal) : path.AsSpan().IndexOfAny('.', '/');
        string name = path[0] == '[' ? end > 0 ? path[1..end] : "" : end < 0 ? path : path[..end];
        if (name.Length == 0 || name.AsSpan().ContainsAny(NotInNames))
        {
            throw Bad(start, $"'{path}' is no name of a variable");
        }

        return name;
    }

    /// <summary>Splits at white space, keeping strings, <c>[segments]</c> and parentheses whole.</summary>
    private List<string> Words(string body, int start)
    {
        var words = new List<string>();
        for (int i = 0; i < body.Length;)
        {
            if (char.IsWhiteSpace(body[i]))
            {
                i++;
                continue;
            }

            int end = WordEnd(body, i, start);
            words.Add(body[i..end]);
            i = end;
        }

        return words;
    }

    private int WordEnd(string body, int i, int start)
    {
        int depth = 0;
        for (; i < body.Length; i++)
        {
            char c = body[i];
            if (depth == 0 && char.IsWhiteSpace(c))
            {
                break;
            }

            char closing = c switch { '"' => '"', '\'' => '\'', '[' => ']', _ => '\0' };
            if (closing != '\0')
            {
                i = body.IndexOf(closing, i + 1);
                if (i < 0)
                {
                    throw Bad(start, $"{c} is not closed; expected {closing}");
                }
            }
            else if (c == '(')
            {
                depth++;
            }
            else if (c == ')' && --depth < 0)
            {
                throw Bad(start, "')' closes nothing");
            }
        }

        return depth == 0 ? i : throw Bad(start, "'(' is not closed");
    }

    private int FindEnd(int start, string closing)
    {
        for (int i = at; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '"' or '\'')
            {
                i = text.IndexOf(c, i + 1);
                if (i < 0)
                {
                    throw Bad(start, $"{c} is not closed");
                }
            }
            else if (string.CompareOrdinal(text, i, closing, 0, closing.Length) == 0)
            {
                return i;
            }
            else if (c == '{')
            {
                break;
            }
        }

        throw Bad(start, $"{{{{ is not closed; expected {closing}");
    }

    private void SkipComment(int start)
    {
        string closing = Follows("!--") ? "--" : "";
        int end = text.IndexOf(closing + "}}", at, StringComparison.Ordinal);
        if (end < 0 && closing.Length > 0)
        {
            end = text.IndexOf("--~}}", at, StringComparison.Ordinal);
        }

        at = end >= 0 ? text.IndexOf("}}", end, StringComparison.Ordinal) + 2 : throw Bad(start, $"the comment is not closed; expected {closing}}}}}");
    }

    private void Skip(char c)
    {
        if (at < text.Length && text[at] == c)
        {
            at++;
        }
    }

    private bool Follows(string word) => string.CompareOrdinal(text, at, word, 0, word.Length) == 0;

    private FlowException Bad(int offset, string message) => new(message, file, text.AsSpan(0, offset).Count('\n') + 1);

    private sealed record Block(string Name, int Start, bool IsScope, string[] Parameters);
}
