using System.Globalization;
using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>A comparison over fields, as a filter has it: it computes nothing but true or false and calls nothing.</summary>
/// <remarks>
/// <code>
/// any        = all { "or" all }
/// all        = negation { "and" negation }
/// negation   = "not" negation | comparison
/// comparison = value [ ("==" | "!=" | "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "contains") value ]
/// value      = text | number | "true" | "false" | "null" | path | "length" "(" value ")" | "(" any ")"
/// </code>
/// Specified in <c>docs/formats/flow.md</c>. Immutable and thread-safe.
/// </remarks>
internal sealed class FlowExpression
{
    /// <summary>Longest expression, in characters.</summary>
    public const int MaxLength = 4096;

    private const int MaxDepth = 64;

    private readonly Term root;
    private readonly SortedSet<string> paths;

    private FlowExpression(string text, Term root, SortedSet<string> paths)
    {
        Text = text;
        this.root = root;
        this.paths = paths;
    }

    public string Text { get; }

    /// <summary>The paths that it reads, such as <c>answer.label</c>.</summary>
    public IReadOnlyCollection<string> Paths => paths;

    /// <exception cref="FormatException">It is no expression; with the character where it goes wrong.</exception>
    public static FlowExpression Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            throw new FormatException($"the expression has {text.Length} characters, expected at most {MaxLength}");
        }

        var parser = new Parser(text);
        Term root = parser.ReadAll();
        return new FlowExpression(text, root, parser.Paths);
    }

    /// <summary>Whether it holds.</summary>
    /// <param name="values">The values that paths begin with.</param>
    /// <exception cref="StepException">A value is of a kind that cannot be compared so, or the whole is not true or false.</exception>
    public bool Holds(IReadOnlyDictionary<string, JsonElement> values) => Truth(root(values), "the expression");

    /// <summary>Reads bytes as an expression and evaluates it; only the two documented exceptions may come of it.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            FlowExpression expression = Parse(System.Text.Encoding.UTF8.GetString(data));
            return expression.Holds(expression.Paths.Select(JsonPath.FirstName).Distinct(StringComparer.Ordinal).ToDictionary(name => name, _ => JsonElement.Parse("1")));
        }
        catch (Exception e) when (e is FormatException or StepException)
        {
            return false;
        }
    }

    private static bool Truth(JsonElement value, string what) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw new StepException($"{what} is {Describe(value)}, expected true or false"),
    };

    private static string Describe(JsonElement value) => JsonPath.Describe(value);

    private static JsonElement Of(bool truth) => truth ? JsonValues.True : JsonValues.False;

    private static bool AreEqual(JsonElement left, JsonElement right) =>
        left.ValueKind == JsonValueKind.Number && right.ValueKind == JsonValueKind.Number
            ? left.GetDouble() == right.GetDouble()
            : left.ValueKind == right.ValueKind && JsonElement.DeepEquals(left, right);

    private static int Order(JsonElement left, JsonElement right, string symbol)
    {
        if (left.ValueKind == JsonValueKind.Number && right.ValueKind == JsonValueKind.Number)
        {
            return left.GetDouble().CompareTo(right.GetDouble());
        }

        return left.ValueKind == JsonValueKind.String && right.ValueKind == JsonValueKind.String
            ? string.CompareOrdinal(left.GetString(), right.GetString())
            : throw new StepException($"{Describe(left)} {symbol} {Describe(right)}: expected two numbers or two texts");
    }

    private static bool Contains(JsonElement whole, JsonElement part)
    {
        if (whole.ValueKind == JsonValueKind.Array)
        {
            return whole.EnumerateArray().Any(item => AreEqual(item, part));
        }

        return whole.ValueKind == JsonValueKind.String && part.ValueKind == JsonValueKind.String
            ? whole.GetString()!.Contains(part.GetString()!, StringComparison.Ordinal)
            : throw new StepException($"{Describe(whole)} contains {Describe(part)}: expected a text in a text, or something in a list");
    }

    private static int Length(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!.EnumerateRunes().Count(),
        JsonValueKind.Array => value.GetArrayLength(),
        JsonValueKind.Object => value.GetPropertyCount(),
        _ => throw new StepException($"length({Describe(value)}): expected a text or a list"),
    };

    private delegate JsonElement Term(IReadOnlyDictionary<string, JsonElement> values);

    private sealed class Parser
    {
        private static readonly string[] Words = ["and", "or", "not", "contains", "true", "false", "null"];

        private readonly ExpressionLexer lexer;
        private ExpressionToken token;
        private int depth;

        public Parser(string text)
        {
            lexer = new ExpressionLexer(text);
            token = lexer.Next();
        }

        public SortedSet<string> Paths { get; } = new(StringComparer.Ordinal);

        public Term ReadAll()
        {
            Term all = Any();
            return token.Kind == ExpressionTokenKind.End ? all : throw Unexpected("the end of the expression");
        }

        private Term Any()
        {
            if (++depth > MaxDepth)
            {
                throw new FormatException($"the expression is nested more than {MaxDepth} deep");
            }

            Term left = All();
            while (TakeWord("or"))
            {
                (Term one, Term other) = (left, All());
                left = values => Of(Truth(one(values), "what stands before 'or'") || Truth(other(values), "what stands after 'or'"));
            }

            depth--;
            return left;
        }

        private Term All()
        {
            Term left = Negation();
            while (TakeWord("and"))
            {
                (Term one, Term other) = (left, Negation());
                left = values => Of(Truth(one(values), "what stands before 'and'") && Truth(other(values), "what stands after 'and'"));
            }

            return left;
        }

        private Term Negation()
        {
            bool negated = false;
            while (TakeWord("not"))
            {
                negated = !negated;
            }

            Term term = Comparison();
            return negated ? values => Of(!Truth(term(values), "what stands after 'not'")) : term;
        }

        private Term Comparison()
        {
            Term left = Value();
            string symbol = token.Text;
            bool compares = token is { Kind: ExpressionTokenKind.Symbol, Text: "==" or "!=" or "<" or "<=" or ">" or ">=" }
                or { Kind: ExpressionTokenKind.Name, Text: "contains" };
            if (!compares)
            {
                return left;
            }

            token = lexer.Next();
            Term right = Value();
            return symbol switch
            {
                "==" => values => Of(AreEqual(left(values), right(values))),
                "!=" => values => Of(!AreEqual(left(values), right(values))),
                "<" => values => Of(Order(left(values), right(values), symbol) < 0),
                "<=" => values => Of(Order(left(values), right(values), symbol) <= 0),
                ">" => values => Of(Order(left(values), right(values), symbol) > 0),
                ">=" => values => Of(Order(left(values), right(values), symbol) >= 0),
                _ => values => Of(Contains(left(values), right(values))),
            };
        }

        private Term Value()
        {
            ExpressionToken taken = token;
            switch (taken.Kind)
            {
                case ExpressionTokenKind.Text:
                    token = lexer.Next();
                    JsonElement text = JsonValues.Text(taken.Text);
                    return _ => text;
                case ExpressionTokenKind.Number:
                    token = lexer.Next();
                    JsonElement number = JsonValues.Number(double.Parse(taken.Text, NumberStyles.Float, CultureInfo.InvariantCulture));
                    return _ => number;
                case ExpressionTokenKind.Symbol when taken.Text == "(":
                    token = lexer.Next();
                    Term inner = Any();
                    Take(")");
                    return inner;
                case ExpressionTokenKind.Name:
                    token = lexer.Next();
                    return Name(taken);
                default:
                    throw Unexpected("a value");
            }
        }

        private Term Name(ExpressionToken taken)
        {
            switch (taken.Text)
            {
                case "true" or "false":
                    JsonElement truth = Of(taken.Text == "true");
                    return _ => truth;
                case "null":
                    return _ => JsonValues.Null;
                case "length" when token is { Kind: ExpressionTokenKind.Symbol, Text: "(" }:
                    token = lexer.Next();
                    Term whole = Any();
                    Take(")");
                    return values => JsonValues.Number(Length(whole(values)));
                case string word when Words.Contains(word):
                    throw new FormatException($"'{word}' at character {taken.Offset + 1}: expected a value");
            }

            string path = taken.Text;
            Paths.Add(path);
            return values => JsonPath.Get(path, values);
        }

        private bool TakeWord(string word)
        {
            if (token.Kind != ExpressionTokenKind.Name || token.Text != word)
            {
                return false;
            }

            token = lexer.Next();
            return true;
        }

        private void Take(string symbol)
        {
            if (token.Kind != ExpressionTokenKind.Symbol || token.Text != symbol)
            {
                throw Unexpected($"'{symbol}'");
            }

            token = lexer.Next();
        }

        private FormatException Unexpected(string expected) => new(token.Kind == ExpressionTokenKind.End
            ? $"the expression ends where {expected} is expected"
            : $"'{token.Text}' at character {token.Offset + 1}: expected {expected}");
    }
}
