namespace Portolan.Graph.Backends.Internals;

/// <summary>Where an operation of OpenAI's protocol is found.</summary>
internal sealed record OpenAiEndpoint
{
    private OpenAiEndpoint(Uri address, bool isAzure, string? apiVersion, string? deployment)
    {
        Base = address;
        IsAzure = isAzure;
        ApiVersion = apiVersion;
        Deployment = deployment;
    }

    /// <summary>With a slash at the end.</summary>
    public Uri Base { get; }

    public bool IsAzure { get; }

    private string? ApiVersion { get; }

    private string? Deployment { get; }

    public static OpenAiEndpoint Of(Uri address) => new(WithSlash(address), isAzure: false, null, null);

    /// <summary>An Azure resource: its address of version 1, or with an api-version the older one that names the deployment.</summary>
    public static OpenAiEndpoint OfAzure(Uri resource, string? apiVersion, string deployment) =>
        apiVersion is null
            ? new(new Uri(WithSlash(resource), "openai/v1/"), isAzure: true, null, null)
            : new(new Uri(WithSlash(resource), "openai/"), isAzure: true, apiVersion, deployment);

    public Uri UriOf(string path)
    {
        if (ApiVersion is null)
        {
            return new Uri(Base, path);
        }

        bool ofModel = path is "chat/completions" or "embeddings";
        string query = $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}api-version={Uri.EscapeDataString(ApiVersion)}";
        return new Uri(Base, (ofModel ? $"deployments/{Uri.EscapeDataString(Deployment!)}/{path}" : path) + query);
    }

    private static Uri WithSlash(Uri address) => address.AbsoluteUri.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
}
