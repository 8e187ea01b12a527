using System.Text.Json;

namespace Portolan.Graph.Backends.Flows;

/// <summary>The text is JSON, alone or in one fenced block of Markdown.</summary>
internal sealed class JsonReplyParser : IReplyParser
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    public object Definition => new { As = "json" };

    public JsonElement Parse(string text)
    {
        try
        {
            JsonElement value = JsonElement.Parse(Unfence(text), Strict);
            return JsonValues.HasWholeTexts(value) ? value : throw new StepException($"the reply's JSON has half a character (an unpaired surrogate): {JsonPath.Shorten(text)}");
        }
        catch (JsonException e)
        {
            throw new StepException($"the reply is not JSON ({JsonValues.ProblemIn(e)}): {JsonPath.Shorten(text)}");
        }
    }

    private static string Unfence(string text)
    {
        string trimmed = text.Trim();
        int begin = trimmed.IndexOf("```", StringComparison.Ordinal);
        int end = trimmed.LastIndexOf("```", StringComparison.Ordinal);
        if (begin < 0 || end <= begin)
        {
            return trimmed;
        }

        int line = trimmed.IndexOf('\n', begin);
        return line < 0 || line > end ? trimmed : trimmed[line..end];
    }
}
