using System.Text;

namespace Portolan.Graph.Backends.Internals;

/// <summary>How HTTP is spoken to backends.</summary>
internal static class BackendHttp
{
    /// <summary>A client without redirects (a key must not go elsewhere) and without a timeout of its own.</summary>
    public static HttpClient CreateClient()
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(15),

            // So that a change of the name's address is noticed in runs of days.
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>What stands in an error's body; empty when the connection breaks there as well.</summary>
    public static async Task<string> ReadErrorAsync(Stream? stream, int maxBytes, CancellationToken cancellationToken)
    {
        if (stream is null)
        {
            return "";
        }

        byte[] buffer = new byte[maxBytes];
        try
        {
            int length = await stream.ReadAtLeastAsync(buffer, maxBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>An address as given, or why it is none.</summary>
    /// <exception cref="BackendException">It is no absolute http or https address, or carries a name and password.</exception>
    public static Uri Checked(Uri address, string backend)
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) || address.Host.Length == 0)
        {
            throw new BackendException($"the address {Text.Shorten(address.ToString(), 100)} of backend {backend} is no http or https address", "write it as http://localhost:8000/v1");
        }

        if (address.UserInfo.Length > 0 || address.Query.Length > 0)
        {
            throw new BackendException($"the address of backend {backend} carries a name, a password or a query", "keys come from environment variables only; name the variable");
        }

        return address;
    }
}
