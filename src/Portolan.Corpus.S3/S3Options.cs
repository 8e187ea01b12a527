namespace Portolan.Corpus.S3;

/// <summary>Which store <c>s3://</c> addresses mean, and who asks.</summary>
/// <remarks>What is null is taken from where the AWS command line takes it: environment variables first, then the profile in <c>~/.aws</c>.</remarks>
public sealed record S3Options
{
    /// <summary>The address of a store that speaks S3's protocol, such as <c>http://127.0.0.1:9000</c>; buckets are then part of the path.</summary>
    /// <value>Null, the default, takes <c>AWS_ENDPOINT_URL_S3</c>, <c>AWS_ENDPOINT_URL</c>, the profile's <c>endpoint_url</c>, else AWS itself.</value>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    /// <value>
    /// Null, the default, takes <c>AWS_REGION</c>, <c>AWS_DEFAULT_REGION</c>, the profile's <c>region</c>, else <c>us-east-1</c>. On AWS
    /// each bucket's own region is found out and used.
    /// </value>
    public string? Region { get; init; }

    /// <summary>A profile in <c>~/.aws/credentials</c> or <c>~/.aws/config</c>.</summary>
    /// <value>Null, the default, takes <c>AWS_PROFILE</c>, else <c>default</c>. One that is named must exist.</value>
    public string? Profile { get; init; }

    /// <summary>The key that signs, with <see cref="SecretAccessKey"/>.</summary>
    /// <value>
    /// Null, the default, takes <c>AWS_ACCESS_KEY_ID</c> with <c>AWS_SECRET_ACCESS_KEY</c> and <c>AWS_SESSION_TOKEN</c>, the profile, the
    /// role of the container or of the EC2 instance; without any of them requests are not signed.
    /// </value>
    public string? AccessKeyId { get; init; }

    /// <summary>The secret half of <see cref="AccessKeyId"/>.</summary>
    /// <value>Null by default.</value>
    public string? SecretAccessKey { get; init; }

    /// <summary>The token of temporary credentials.</summary>
    /// <value>Null by default: the key is not temporary.</value>
    public string? SessionToken { get; init; }

    /// <summary>Whether requests are left unsigned whatever credentials there are.</summary>
    /// <value>False by default.</value>
    public bool Anonymous { get; init; }

    /// <summary>The clock from which the end of a signature's validity is counted.</summary>
    /// <value><see cref="TimeProvider.System"/> by default.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How often a listing that fails for a passing reason is tried again.</summary>
    /// <value>5 by default.</value>
    internal int Retries { get; init; } = 5;

    /// <summary>The variables of the process.</summary>
    /// <value>Those of this process by default.</value>
    internal Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>The file with the profiles.</summary>
    /// <value>Null, the default, takes <c>AWS_SHARED_CREDENTIALS_FILE</c>, else <c>~/.aws/credentials</c>.</value>
    internal string? ProfilesFile { get; init; }

    /// <summary>Makes the clients that listings go through.</summary>
    /// <value>Null, the default, for those of the AWS SDK.</value>
    internal Amazon.Runtime.HttpClientFactory? Clients { get; init; }

    /// <summary>Endpoint, region and profile; never a key.</summary>
    public override string ToString() => $"S3Options {{ Endpoint = {Endpoint}, Region = {Region}, Profile = {Profile}, Anonymous = {Anonymous} }}";
}
