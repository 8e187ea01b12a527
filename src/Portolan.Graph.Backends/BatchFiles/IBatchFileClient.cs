using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Portolan.Graph.Backends.Internals;

/// <summary>A provider's interface for files of requests that are answered within a day.</summary>
internal interface IBatchFileClient
{
    /// <summary>The JSON of a request without its identifier.</summary>
    byte[] BodyOf(IEnumerable<ChatMessage> messages, ChatOptions options);

    /// <summary>A line of the file, without its line break.</summary>
    byte[] LineOf(string id, byte[] body);

    /// <summary>Uploads a file and gives its identifier.</summary>
    Task<string> UploadAsync(byte[] content, string name, CancellationToken cancellationToken);

    /// <summary>Has a file answered; the marker is stored with the batch, so that it can be found again.</summary>
    Task<BatchFileStatus> SubmitAsync(string fileId, string marker, CancellationToken cancellationToken);

    /// <summary>The batch with a marker among the latest ones, or null.</summary>
    Task<BatchFileStatus?> FindAsync(string marker, CancellationToken cancellationToken);

    /// <summary>How far a batch is.</summary>
    Task<BatchFileStatus> GetAsync(string batchId, CancellationToken cancellationToken);

    /// <summary>A file of answers or of errors.</summary>
    Task<byte[]> DownloadAsync(string fileId, CancellationToken cancellationToken);

    /// <summary>An answer or a failure, with the identifier of its request.</summary>
    (string Id, ChatResponse? Answer, BackendException? Failure) ReadLine(JsonElement line);
}

/// <summary>How far a batch is.</summary>
internal sealed record BatchFileStatus(string Id, string Status, string? OutputFileId, string? ErrorFileId, long Done, long Total, string? Problem)
{
    public bool HasEnded => Status is "completed" or "failed" or "expired" or "cancelled";
}
