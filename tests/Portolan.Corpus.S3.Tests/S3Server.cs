using System.Diagnostics;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Portolan.Testing;

namespace Portolan.Corpus.S3.Tests;

/// <summary>A real S3-compatible server (s3rver, pinned in <c>server/package-lock.json</c>) on the loopback interface.</summary>
/// <remarks>It knows one key and asks for it, but takes any signature of version 4; <see cref="S3SignatureTests"/> checks those. Its page tokens are DES.</remarks>
public sealed class S3Server : IAsyncLifetime, IDisposable
{
    /// <summary>The one key that s3rver knows, and its secret.</summary>
    public const string Key = "S3RVER";

    public const string Bucket = "crawl-data-test";

    private static readonly string Program = Repository.PathOf("tests/Portolan.Corpus.S3.Tests/server/node_modules/s3rver/bin/s3rver.js");

    private readonly TemporaryFolder folder = new();
    private Process? process;
    private AmazonS3Client? client;

    /// <summary>Why tests with the server cannot run here, or null.</summary>
    public static string? SkipReason =>
        !File.Exists(Program) ? "needs s3rver: npm ci --prefix tests/Portolan.Corpus.S3.Tests/server"
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(static place => File.Exists(Path.Combine(place, "node"))) ? null : "needs Node.js";

    /// <summary>Where it listens.</summary>
    public Uri Endpoint { get; private set; } = new("http://127.0.0.1:1/");

    public async Task InitializeAsync()
    {
        if (SkipReason is not null)
        {
            return;
        }

        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in new[] { "--openssl-legacy-provider", Program, "-d", folder.Path, "-a", "127.0.0.1", "-p", "0", "--no-vhost-buckets", "--configure-bucket", Bucket })
        {
            start.ArgumentList.Add(word);
        }

        process = Process.Start(start)!;
        const string Announcement = "S3rver listening on ";
        for (string? line = ""; line is not null; line = await process.StandardOutput.ReadLineAsync())
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                Endpoint = new Uri($"http://{line[Announcement.Length..]}/");
                break;
            }
        }

        // Its log would fill the pipes.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        client = new AmazonS3Client(new BasicAWSCredentials(Key, Key), new AmazonS3Config { ServiceURL = Endpoint.AbsoluteUri, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
    }

    public async Task PutAsync(string key, byte[] content) => await client!.PutObjectAsync(new PutObjectRequest
    {
        BucketName = Bucket,
        Key = key,
        InputStream = new MemoryStream(content),
        UseChunkEncoding = false,
    });

    public S3Options Options() => new() { Endpoint = Endpoint, Region = "us-east-1", AccessKeyId = Key, SecretAccessKey = Key, Retries = 1 };

    public async Task DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    public void Dispose()
    {
        client?.Dispose();
        process?.Dispose();
        folder.Dispose();
    }
}
