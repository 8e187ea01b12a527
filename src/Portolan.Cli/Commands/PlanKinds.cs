using System.Text.Json;
using Portolan.Corpus;
using Portolan.Graph.Slurm;

namespace Portolan.Cli.Commands;

/// <summary>The kinds of graphs that a task of a cluster can make again.</summary>
internal static class PlanKinds
{
    public const string CorpusBuild = "corpus-build";

    public const string Flow = "flow";

    /// <exception cref="SlurmException">The kind is not known here.</exception>
    public static PlannedGraph Open(string kind, JsonElement settings)
    {
        switch (kind)
        {
            case CorpusBuild:
                CorpusBuildGraph build = new CorpusBuild(CorpusBuildDescription.Read(settings)).OpenGraph();
                return new PlannedGraph(build.Graph, build.Store, build);
            case Flow:
                return GraphFlowPlan.Read(settings).Open();
            default:
                throw new SlurmException($"the plan is of the kind '{kind}', which this version does not know", "run the tasks with the version of Portolan that submitted them");
        }
    }
}
