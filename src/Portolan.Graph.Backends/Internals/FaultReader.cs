using System.ClientModel;
using System.Net.Sockets;
using System.Text.Json;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Says of anything that a client throws what it means, and whether trying again may help.</summary>
internal sealed class FaultReader(string backend, Secret? key)
{
    // Longer bodies of errors are pages for people with browsers.
    private const int MaxBodyLength = 300;

    /// <summary>What an exception means.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="timedOut">The timeout, when it had passed.</param>
    public BackendException Read(Exception exception, TimeSpan? timedOut)
    {
        switch (exception)
        {
            case BackendException fault:
                return fault;

            case ClientResultException { Status: > 0 } failed:
                return OfStatus(failed.Status, failed.Message, retryAfter: null, failed);

            case HttpRequestException { StatusCode: { } status } failed:
                return OfStatus((int)status, failed.Message, retryAfter: null, failed);

            case OperationCanceledException or TimeoutException when timedOut is { } limit:
                return new BackendException($"{backend} did not answer within {limit}", isTransient: true, innerException: exception);

            case OperationCanceledException or TimeoutException:
                return new BackendException($"{backend}: the request was given up before the answer came", isTransient: true, innerException: exception);

            case JsonException:
                return new BackendException($"{backend} sent a reply that is not JSON as expected: {Clean(exception.Message)}", isTransient: true, innerException: Safe(exception));

            case HttpRequestException or IOException or SocketException or ClientResultException:
                return new BackendException($"{backend} cannot be reached, or the connection broke: {Clean(Innermost(exception).Message)}", isTransient: true, innerException: Safe(exception));

            default:
                return new BackendException($"{backend}: {Clean(exception.Message)}", innerException: Safe(exception));
        }
    }

    /// <summary>What an HTTP status other than success means.</summary>
    public BackendException OfStatus(int status, string body, TimeSpan? retryAfter, Exception? cause = null)
    {
        string said = Clean(MessageIn(body));
        string message = said.Length == 0 ? $"{backend} answered {status}" : $"{backend} answered {status}: {said}";
        bool isTransient = status is 408 or 409 or 429 or >= 500;
        return new BackendException(message, HintFor(status), status, isTransient, isTransient ? retryAfter : null, cause is null ? null : Safe(cause));
    }

    private string? HintFor(int status) => status switch
    {
        400 or 422 => "the request itself is refused; look at the prompt's length and the settings",
        401 when key is not null => $"the key in the environment variable {key.Variable} is not accepted; set a valid one",
        401 => "the server wants a key; name the environment variable that holds it",
        403 when key is not null => $"the key in the environment variable {key.Variable} may not use this model",
        403 => "access is denied; name the environment variable that holds a key",
        404 => "the model or the address is not known there; look at both",
        413 => "the request is too large; lower the items or the cost of a batch",
        429 => "lower the requests or tokens per minute, or the concurrency, of this backend",
        _ => null,
    };

    /// <summary>Foreign text in one short line, without the key.</summary>
    public string Clean(string text) => Text.Shorten(key?.Redact(text) ?? text, MaxBodyLength);

    // An inner exception is printed by ToString, so one that repeats the key must not be kept.
    private Exception? Safe(Exception exception) => key is not null && key.Redact(exception.ToString()) != exception.ToString() ? null : exception;

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception;
    }

    /// <summary>The message within an error of OpenAI's or Cohere's form, else the body.</summary>
    private static string MessageIn(string body)
    {
        if (!body.TrimStart().StartsWith('{'))
        {
            return body;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            JsonElement root = document.RootElement;
            if (root.TryGetProperty("error", out JsonElement error))
            {
                if (error.ValueKind == JsonValueKind.String)
                {
                    return error.GetString()!;
                }

                root = error.ValueKind == JsonValueKind.Object ? error : root;
            }

            return root.TryGetProperty("message", out JsonElement message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : body;
        }
        catch (JsonException)
        {
            return body;
        }
    }
}
