using System.Net.Http.Headers;
using System.Text.Json;

namespace Portolan.Graph.Backends.Internals;

/// <summary>Sends Cohere's requests.</summary>
internal sealed class CohereTransport : IDisposable
{
    private const int MaxErrorBytes = 1 << 16;

    private readonly HttpClient http = BackendHttp.CreateClient();
    private readonly Uri address;
    private readonly Secret? key;
    private readonly FaultReader faults;
    private readonly TimeProvider timeProvider;

    public CohereTransport(Uri address, Secret? key, FaultReader faults, TimeProvider timeProvider)
    {
        this.address = address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
        this.key = key;
        this.faults = faults;
        this.timeProvider = timeProvider;
    }

    public async Task<JsonDocument> PostAsync(string path, byte[] json, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await OpenAsync(path, json, cancellationToken).ConfigureAwait(false);
        using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return JsonDocument.Parse(await JsonReply.ReadBytesAsync(stream, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The reply with its body still to be read.</summary>
    public async Task<HttpResponseMessage> OpenAsync(string path, byte[] json, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, path)) { Content = new ByteArrayContent(json) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key.Reveal());
        }

        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            TimeSpan? retryAfter = RetryAfter.Read(
                name => response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.FirstOrDefault() : null, timeProvider);
            using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            throw faults.OfStatus((int)response.StatusCode, await BackendHttp.ReadErrorAsync(stream, MaxErrorBytes, cancellationToken).ConfigureAwait(false), retryAfter);
        }
    }

    public void Dispose() => http.Dispose();
}
