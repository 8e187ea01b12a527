using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Portolan.Graph.Backends.Internals;

namespace Portolan.Graph.Backends;

/// <summary>The text from which the template backend makes its replies. It is no language model: the reply is the text, filled in.</summary>
/// <remarks>
/// Filled in are <c>{prompt}</c>, <c>{system}</c>, <c>{hash}</c> (16 hexadecimal digits of the SHA-256 of system text, a zero byte and
/// prompt), <c>{words}</c> and <c>{characters}</c> (of the prompt; words are runs without white space, characters are code points), and
/// <c>{first_line}</c>. <c>{prompt:json}</c> and likewise gives the text as a JSON string with its quotes. Other braces stand for
/// themselves. Immutable and thread-safe.
/// </remarks>
public sealed partial class TemplateText
{
    /// <summary>The template used where none is given.</summary>
    public const string Default = "This is a template, not a language model. Your prompt has {words} words and the hash {hash}.";

    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string source;

    /// <summary>Reads a template.</summary>
    /// <param name="source">The text with names in braces.</param>
    /// <exception cref="BackendException">A name in braces is not known.</exception>
    public TemplateText(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        foreach (Match match in Placeholder().Matches(source))
        {
            if (match.Groups["name"].Value is not ("prompt" or "system" or "hash" or "words" or "characters" or "first_line"))
            {
                throw new BackendException(
                    $"the template names {{{match.Groups["name"].Value}}}, which is not known", "known are prompt, system, hash, words, characters and first_line");
            }
        }

        this.source = source;
    }

    /// <summary>The reply to a prompt.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="system">The instructions before it, or empty.</param>
    public string Render(string prompt, string system = "")
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(system);
        return Placeholder().Replace(source, match =>
        {
            string value = match.Groups["name"].Value switch
            {
                "prompt" => prompt,
                "system" => system,
                "hash" => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{system}\0{prompt}")))[..16],
                "words" => WordTokenCounter.Instance.Count(prompt).ToString(CultureInfo.InvariantCulture),
                "characters" => prompt.EnumerateRunes().Count().ToString(CultureInfo.InvariantCulture),
                _ => prompt.AsSpan(0, prompt.AsSpan().IndexOfAny('\r', '\n') is >= 0 and var end ? end : prompt.Length).ToString(),
            };
            return match.Groups["json"].Success ? JsonSerializer.Serialize(value, Json) : value;
        });
    }

    /// <summary>The text as it was given.</summary>
    public override string ToString() => source;

    [GeneratedRegex(@"\{(?<name>[a-z_]+)(?<json>:json)?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
