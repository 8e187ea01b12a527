using System.Text;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Rules;

/// <summary>Leaves out what ignore files and patterns say. Hidden files, links and sizes are the walk's own business.</summary>
/// <remarks>Thread-safe. A root itself is never left out: whoever names it wants it.</remarks>
public sealed class TreeRules : IWalkRules
{
    private readonly TreeRulesOptions options;
    private readonly RuleScope? exclude;
    private readonly RuleScope? include;
    private readonly Lazy<IgnoreFile> ofUser = new(IgnoreFileReader.OfUser);

    /// <summary>Prepares rules.</summary>
    /// <param name="options">What they are; null for the defaults.</param>
    public TreeRules(TreeRulesOptions? options = null)
    {
        this.options = options ?? new TreeRulesOptions();
        exclude = ScopeOf(this.options.Exclude);
        include = ScopeOf(this.options.Include);
    }

    /// <inheritdoc/>
    public object? Enter(WalkedDirectory directory, object? parent)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ReadOnlySpan<byte> name = directory.Path.Name;
        return parent is not State above
            ? new State(options.RespectIgnoreFiles ? IgnoreFileReader.ScopeOfRoot(directory, ofUser) : null, exclude, include, include is null)
            : new State(
                above.Ignored is null ? null : IgnoreFileReader.ScopeBelow(directory, name, above.Ignored, ofUser),
                above.Excluded?.Enter(name, null),
                above.Included?.Enter(name, null),
                above.IsIncluded || above.Included!.Ignores(name, isDirectory: true));
    }

    /// <inheritdoc/>
    public bool Skips(object? state, ReadOnlySpan<byte> name, bool isDirectory)
    {
        if (state is not State here)
        {
            return false;
        }

        if (isDirectory && here.Ignored is not null && name.SequenceEqual(".git"u8))
        {
            return true;
        }

        // An included directory may lie below any other, so none is left out for not being included.
        return (!isDirectory && !here.IsIncluded && !here.Included!.Ignores(name, isDirectory: false))
            || (!isDirectory && !options.Types.IsEmpty && FileTypes.OfName(name) is { } type && !options.Types.Contains(type))
            || (here.Excluded is not null && here.Excluded.Ignores(name, isDirectory))
            || (here.Ignored is not null && here.Ignored.Ignores(name, isDirectory));
    }

    private static RuleScope? ScopeOf(IReadOnlyList<string> patterns) =>
        patterns.Count == 0 ? null : RuleScope.Top(IgnoreFile.Of(patterns.Select(pattern => Encoding.UTF8.GetBytes(pattern))));

    private sealed record State(RuleScope? Ignored, RuleScope? Excluded, RuleScope? Included, bool IsIncluded);
}
