namespace Portolan.Cli.Output;

/// <summary>What a progress bar counts.</summary>
internal enum ProgressUnit
{
    Items,
    Bytes,
}
