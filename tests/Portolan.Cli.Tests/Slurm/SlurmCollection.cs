namespace Portolan.Cli.Tests.Slurm;

/// <summary>The tests that share one cluster; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SlurmCollection : ICollectionFixture<SlurmCluster>
{
    public const string Name = "Slurm";
}
