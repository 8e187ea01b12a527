namespace Portolan.Corpus.S3.Tests;

/// <summary>A test that needs the real server; skipped with a reason where it cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class S3ServerFactAttribute : FactAttribute
{
    public S3ServerFactAttribute()
    {
        if (S3Server.SkipReason is { } reason)
        {
            Skip = reason;
        }
    }
}
