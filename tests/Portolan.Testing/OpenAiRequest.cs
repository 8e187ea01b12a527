using System.Text.Json;

namespace Portolan.Testing;

/// <summary>A request that an <see cref="OpenAiServer"/> received.</summary>
/// <param name="Number">1 for the first request that the server saw.</param>
/// <param name="Method">The method.</param>
/// <param name="Path">The path without its query.</param>
/// <param name="Body">The JSON of the body; undefined where it is none.</param>
/// <param name="Prompts">The prompts or texts in it, in their order; of a chat the last message of the user.</param>
/// <param name="Authorization">The header of that name, or <c>api-key</c>.</param>
public sealed record OpenAiRequest(int Number, string Method, string Path, JsonElement Body, IReadOnlyList<string> Prompts, string? Authorization)
{
    /// <summary>The query, with its question mark, or empty.</summary>
    public string Query { get; init; } = "";
}

/// <summary>What an <see cref="OpenAiServer"/> does instead of answering as it should.</summary>
public sealed record Misbehaviour
{
    public enum Kind
    {
        Answer,
        Stall,
        StallMidway,
        Half,
        Drop,
    }

    private Misbehaviour()
    {
    }

    public Kind What { get; private init; }

    public int Code { get; private init; } = 200;

    public string Headers { get; private init; } = "";

    /// <summary>The body; null for the right one.</summary>
    public string? Body { get; private init; }

    /// <summary>The model's text in an otherwise right answer.</summary>
    public string? Text { get; private init; }

    /// <summary>Closes the connection without a word.</summary>
    public static Misbehaviour Drop { get; } = new() { What = Kind.Drop };

    /// <summary>Says nothing until the client goes away.</summary>
    public static Misbehaviour Stall { get; } = new() { What = Kind.Stall };

    /// <summary>Sends half of the answer, then nothing until the client goes away.</summary>
    public static Misbehaviour StallMidway { get; } = new() { What = Kind.StallMidway };

    /// <summary>Sends half of the answer, then closes the connection.</summary>
    public static Misbehaviour Half { get; } = new() { What = Kind.Half };

    /// <summary>Answers 200 with something that is no JSON.</summary>
    public static Misbehaviour WrongJson { get; } = new() { Body = "{\"choices\": [ oops" };

    public static Misbehaviour Status(int code, string message = "it broke", string headers = "") =>
        new() { Code = code, Headers = headers, Body = JsonSerializer.Serialize(new { error = new { message, type = "server_error" } }) };

    public static Misbehaviour TooManyRequests(string? retryAfter = null) =>
        Status(429, "Rate limit reached", retryAfter is null ? "" : $"Retry-After: {retryAfter}\r\n");

    public static Misbehaviour Json(string body) => new() { Body = body };

    public static Misbehaviour Says(string text) => new() { Text = text };
}
