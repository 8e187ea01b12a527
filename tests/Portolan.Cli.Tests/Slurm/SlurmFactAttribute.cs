namespace Portolan.Cli.Tests.Slurm;

/// <summary>A test that needs a real Slurm; skipped with a reason where it cannot be started.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SlurmFactAttribute : FactAttribute
{
    public SlurmFactAttribute()
    {
        if (SlurmCluster.SkipReason is { } reason)
        {
            Skip = reason;
        }
    }
}
