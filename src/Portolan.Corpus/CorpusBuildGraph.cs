using Portolan.Corpus.Filters;
using Portolan.Corpus.Internals;
using Portolan.Graph;

namespace Portolan.Corpus;

/// <summary>The graph of a build with the store that its results are in.</summary>
/// <remarks>The graph depends on recipe, inputs and models alone, so any machine that sees them makes one with equal keys.</remarks>
public sealed class CorpusBuildGraph : IDisposable
{
    private readonly FilterResources resources = new();

    internal CorpusBuildGraph(CorpusBuildOptions options)
    {
        try
        {
            BuildContext context = BuildContext.Of(options, resources);
            var plan = new BuildPlan(options, context);
            Graph = plan.Graph;
            Outputs = plan.Outputs;
            Store = context.OpenStore();
        }
        catch
        {
            resources.Dispose();
            throw;
        }
    }

    /// <summary>The graph; its operations work until this is disposed.</summary>
    public TaskGraph Graph { get; }

    /// <summary>The nodes whose results the build needs at its end.</summary>
    public IReadOnlyList<Node> Outputs { get; }

    /// <summary>Where results are kept, under <c>work/</c> of the output directory.</summary>
    public FileResultStore Store { get; }

    /// <summary>Closes the models.</summary>
    public void Dispose() => resources.Dispose();
}
