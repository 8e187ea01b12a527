namespace Portolan.Bench.Extraction;

/// <summary>How <see cref="TreeTrainer"/> learns.</summary>
internal sealed record TreeTrainerOptions
{
    public int Trees { get; init; } = 120;
    public int Depth { get; init; } = 5;
    public float Rate { get; init; } = 0.12f;
    public float RowShare { get; init; } = 0.7f;
    public float DrawnShare { get; init; } = 0.15f;
    public float FeatureShare { get; init; } = 0.3f;
    public float Smoothing { get; init; } = 0.5f;
    public ulong Seed { get; init; } = 1;
}
