namespace Portolan.Corpus.Sources;

/// <summary>Ties a request to the connection that was opened for it.</summary>
internal sealed class WireOwner : IDisposable
{
    public static readonly HttpRequestOptionsKey<WireOwner> Key = new("Portolan.WireOwner");

    private volatile bool abandoned;
    private volatile WireStream? wire;

    /// <summary>True when the request failed or ended: a connection that comes up later is closed as usual.</summary>
    public bool Abandoned => abandoned;

    public WireStream? Wire => wire;

    public WireStream Attach(Stream inner) => wire = new WireStream(inner, this);

    /// <summary>Closes the connection, now or when it comes up.</summary>
    public void Dispose()
    {
        abandoned = true;
        wire?.Release();
    }
}
