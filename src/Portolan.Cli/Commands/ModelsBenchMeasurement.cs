namespace Portolan.Cli.Commands;

/// <summary>How quick a model was with one number of threads and one size of batch.</summary>
internal sealed record ModelsBenchMeasurement(
    string Modality, int Threads, int Batch, int Items, double LoadMs, double P50Ms, double P99Ms, double ItemsPerSecond, double? TokensPerSecond);
