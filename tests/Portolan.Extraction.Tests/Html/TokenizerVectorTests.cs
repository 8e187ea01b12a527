using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portolan.Extraction.Html;
using Portolan.Extraction.Html.Tokens;

namespace Portolan.Extraction.Tests.Html;

/// <summary>The standard's tests of tokenisation: every case of every <c>.test</c> file, in each of the states that it names.</summary>
public sealed partial class TokenizerVectorTests
{
    [VectorsFact]
    public void Every_token_is_the_one_that_the_test_vectors_have()
    {
        var wrong = new StringBuilder();
        int run = 0, right = 0;
        foreach (string file in Directory.EnumerateFiles(Path.Combine(VectorsFactAttribute.Root, "tokenizer"), "*.test").Order(StringComparer.Ordinal))
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(file));
            if (!json.RootElement.TryGetProperty("tests", out JsonElement tests))
            {
                continue;
            }

            foreach (JsonElement test in tests.EnumerateArray())
            {
                bool escaped = test.TryGetProperty("doubleEscaped", out JsonElement value) && value.GetBoolean();
                string input = Unescape(test.GetProperty("input").GetString()!, escaped);
                if (HasLoneSurrogate(input))
                {
                    // The rule of 2013 that made U+FFFD of them is gone: no decoder gives any.
                    continue;
                }

                string expected = Unescape(Expected(test.GetProperty("output")), escaped);
                string? last = test.TryGetProperty("lastStartTag", out JsonElement tag) ? tag.GetString() : null;
                string[] states = test.TryGetProperty("initialStates", out JsonElement named) ? [.. named.EnumerateArray().Select(state => state.GetString()!)] : ["Data state"];
                foreach (string state in states)
                {
                    run++;
                    string got = Tokens(input, State(state), last);
                    if (got == expected)
                    {
                        right++;
                    }
                    else if (wrong.Length < 20_000)
                    {
                        wrong.Append($"=== {Path.GetFileName(file)}, {state}\n{JsonSerializer.Serialize(input)}\n--- expected\n{expected}\n--- got\n{got}\n");
                    }
                }
            }
        }

        run.ShouldBeGreaterThan(5000);
        wrong.ToString().ShouldBe("", $"{right} of {run} cases are right");
    }

    private static HtmlTokenizerState State(string name) => name switch
    {
        "Data state" => HtmlTokenizerState.Data,
        "PLAINTEXT state" => HtmlTokenizerState.PlainText,
        "RCDATA state" => HtmlTokenizerState.RcData,
        "RAWTEXT state" => HtmlTokenizerState.RawText,
        "Script data state" => HtmlTokenizerState.ScriptData,
        "CDATA section state" => HtmlTokenizerState.CdataSection,
        _ => throw new ArgumentException($"state {name}", nameof(name)),
    };

    private static string Tokens(string input, HtmlTokenizerState state, string? lastStartTag)
    {
        var document = new HtmlDocument();
        var tokenizer = new HtmlTokenizer(document);
        tokenizer.Start(document.Load(input));
        tokenizer.State = state;
        if (lastStartTag is not null)
        {
            tokenizer.SetLastStartTag(lastStartTag);
        }

        var text = new StringBuilder();
        bool inText = false;
        for (HtmlTokenKind kind; (kind = tokenizer.Next()) != HtmlTokenKind.EndOfFile;)
        {
            if (kind == HtmlTokenKind.Text)
            {
                text.Append(inText ? "" : "Character ").Append(document.Slice(tokenizer.TextStart, tokenizer.TextLength));
                inText = true;
                continue;
            }

            text.Append(inText ? "\n" : "");
            inText = false;
            text.Append(Describe(document, tokenizer, kind)).Append('\n');
        }

        return (inText ? text.Append('\n') : text).ToString();
    }

    private static string Describe(HtmlDocument document, HtmlTokenizer tokenizer, HtmlTokenKind kind)
    {
        string name = document.Slice(tokenizer.NameStart, tokenizer.NameLength).ToString();
        switch (kind)
        {
            case HtmlTokenKind.Comment:
                return "Comment " + document.Slice(tokenizer.TextStart, tokenizer.TextLength).ToString();
            case HtmlTokenKind.Doctype:
                string? publicId = tokenizer.PublicStart < 0 ? null : document.Slice(tokenizer.PublicStart, tokenizer.PublicLength).ToString();
                string? systemId = tokenizer.SystemStart < 0 ? null : document.Slice(tokenizer.SystemStart, tokenizer.SystemLength).ToString();
                return $"DOCTYPE {(name.Length == 0 ? "none" : name)} {publicId ?? "none"} {systemId ?? "none"} {!tokenizer.ForcesQuirks}";
            case HtmlTokenKind.EndTag:
                return "EndTag " + name;
        }

        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < tokenizer.AttributeCount; i++)
        {
            HtmlAttribute attribute = document.AttributeAt(tokenizer.FirstAttribute + i);
            attributes.Add(document.Slice(attribute.NameStart, attribute.NameLength).ToString(), document.Slice(attribute.ValueStart, attribute.ValueLength).ToString());
        }

        return $"StartTag {name} {string.Join(' ', attributes.Select(pair => $"{pair.Key}={pair.Value}"))} {tokenizer.IsSelfClosing}";
    }

    private static string Expected(JsonElement output)
    {
        var text = new StringBuilder();
        bool inText = false;
        foreach (JsonElement token in output.EnumerateArray().Where(token => token.ValueKind == JsonValueKind.Array))
        {
            string kind = token[0].GetString()!;
            if (kind == "Character")
            {
                text.Append(inText ? "" : "Character ").Append(token[1].GetString());
                inText = true;
                continue;
            }

            text.Append(inText ? "\n" : "");
            inText = false;
            text.Append(kind switch
            {
                "DOCTYPE" => $"DOCTYPE {(token[1].GetString() is { Length: > 0 } name ? name : "none")} {token[2].GetString() ?? "none"} {token[3].GetString() ?? "none"} {token[4].GetBoolean()}",
                "StartTag" => $"StartTag {token[1].GetString()} {Attributes(token[2])} {token.GetArrayLength() > 3 && token[3].GetBoolean()}",
                _ => $"{kind} {token[1].GetString()}",
            }).Append('\n');
        }

        return (inText ? text.Append('\n') : text).ToString();
    }

    private static string Attributes(JsonElement attributes) =>
        string.Join(' ', attributes.EnumerateObject().OrderBy(pair => pair.Name, StringComparer.Ordinal).Select(pair => $"{pair.Name}={pair.Value.GetString()}"));

    private static bool HasLoneSurrogate(string text) =>
        Enumerable.Range(0, text.Length).Any(i => char.IsSurrogate(text[i]) && !char.IsSurrogatePair(text, i) && (i == 0 || !char.IsSurrogatePair(text, i - 1)));

    private static string Unescape(string text, bool escaped) => escaped
        ? EscapePattern().Replace(text, match => ((char)Convert.ToUInt16(match.Groups[1].Value, 16)).ToString())
        : text;

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex EscapePattern();
}
