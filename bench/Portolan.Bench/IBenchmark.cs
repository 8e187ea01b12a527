namespace Portolan.Bench;

/// <summary>One comparison that anyone can run: <c>dotnet run -c Release --project bench/Portolan.Bench -- NAME [ARGS]</c>.</summary>
/// <remarks>It generates or takes its input, runs the peer beside ours where the peer is installed, and prints figures and ratios.</remarks>
public interface IBenchmark
{
    /// <summary>The word on the command line.</summary>
    string Name { get; }

    /// <summary>What is measured against what, one line.</summary>
    string Description { get; }

    void Run(string[] args);
}
