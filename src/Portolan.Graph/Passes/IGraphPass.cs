namespace Portolan.Graph;

/// <summary>A change to a plan that keeps the results of the requested outputs.</summary>
/// <remarks>Passes are pure: they give a new plan and leave the one they were given as it was.</remarks>
public interface IGraphPass
{
    /// <summary>A word for it, such as <c>cull</c>.</summary>
    string Name { get; }

    /// <summary>The plan after the change.</summary>
    /// <param name="plan">The plan before it.</param>
    GraphPlan Apply(GraphPlan plan);
}
