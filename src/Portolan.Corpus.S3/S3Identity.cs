using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.Runtime.Credentials;

namespace Portolan.Corpus.S3;

/// <summary>Who asks, which store and which region, found out once.</summary>
/// <param name="Credentials">Null when requests are not signed.</param>
/// <param name="Source">Where the credentials come from, for messages.</param>
/// <param name="Endpoint">A store other than AWS, or null.</param>
/// <param name="Region">The region to start with.</param>
internal sealed record S3Identity(AWSCredentials? Credentials, string Source, Uri? Endpoint, string Region)
{
    private const string DefaultProfile = "default";

    /// <exception cref="CorpusException">A profile is named that does not exist, a key without its secret, or an endpoint that is no address.</exception>
    public static S3Identity Find(S3Options options)
    {
        string? Variable(string name) => options.Variable(name) is { Length: > 0 } value ? value : null;
        string? named = options.Profile ?? Variable("AWS_PROFILE");
        CredentialProfile? profile = FindProfile(options.ProfilesFile ?? Variable("AWS_SHARED_CREDENTIALS_FILE"), named ?? DefaultProfile);
        if (named is not null && profile is null)
        {
            throw new CorpusException($"there is no profile '{named}' in the AWS configuration", hint: "`aws configure list-profiles` names those that are there; unset AWS_PROFILE to do without");
        }

        Uri? endpoint = options.Endpoint ?? Address(Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL") ?? profile?.EndpointUrl);
        string region = options.Region ?? Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? profile?.Region?.SystemName ?? "us-east-1";
        (AWSCredentials? credentials, string source) = options.Anonymous ? (null, "nowhere")
            : FromKeys(options.AccessKeyId, options.SecretAccessKey, options.SessionToken, "the options")
                ?? (options.Profile is null ? FromKeys(Variable("AWS_ACCESS_KEY_ID"), Variable("AWS_SECRET_ACCESS_KEY"), Variable("AWS_SESSION_TOKEN"), "AWS_ACCESS_KEY_ID") : null)
                ?? FromProfile(profile)
                ?? FromRole(Variable, endpoint)
                ?? (null, "nowhere");
        return new S3Identity(credentials, source, endpoint, region);
    }

    private static (AWSCredentials? Credentials, string Source)? FromKeys(string? id, string? secret, string? token, string source)
    {
        if (id is null)
        {
            return null;
        }

        return secret is null
            ? throw new CorpusException($"the secret of the access key from {source} is missing", hint: "set AWS_SECRET_ACCESS_KEY beside AWS_ACCESS_KEY_ID")
            : (token is null ? new BasicAWSCredentials(id, secret) : new SessionAWSCredentials(id, secret, token), source);
    }

    private static CredentialProfile? FindProfile(string? file, string name) =>
        new CredentialProfileStoreChain(file).TryGetProfile(name, out CredentialProfile profile) ? profile : null;

    private static (AWSCredentials? Credentials, string Source)? FromProfile(CredentialProfile? profile)
    {
        // A profile may only name a region.
        if (profile is null || !profile.CanCreateAWSCredentials)
        {
            return null;
        }

        try
        {
            return (profile.GetAWSCredentials(profile.CredentialProfileStore), $"profile {profile.Name}");
        }
        catch (AmazonClientException e)
        {
            throw new CorpusException($"profile '{profile.Name}' gives no credentials: {e.Message}", hint: "put a key into the profile, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", innerException: e);
        }
    }

    // The address that hands out an instance's role is asked only where there can be one: elsewhere the question takes seconds.
    private static (AWSCredentials? Credentials, string Source)? FromRole(Func<string, string?> variable, Uri? endpoint)
    {
        bool isContainer = variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") is not null || variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") is not null;
        bool isInstance = endpoint is null && variable("AWS_EC2_METADATA_DISABLED") is not ("true" or "TRUE" or "True") && IsInstance();
        if (!isContainer && !isInstance)
        {
            return null;
        }

        try
        {
            return (DefaultAWSCredentialsIdentityResolver.GetCredentials(), isContainer ? "the container's role" : "the instance's role");
        }
        catch (AmazonClientException)
        {
            // An instance without a role.
            return null;
        }
    }

    private static bool IsInstance()
    {
        try
        {
            return File.ReadAllText("/sys/class/dmi/id/sys_vendor").StartsWith("Amazon EC2", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static Uri? Address(string? text) => text switch
    {
        null => null,
        _ when Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps) => address,
        _ => throw new CorpusException($"AWS_ENDPOINT_URL is '{text}', which is not an http or https address", hint: "write for example http://127.0.0.1:9000"),
    };
}
