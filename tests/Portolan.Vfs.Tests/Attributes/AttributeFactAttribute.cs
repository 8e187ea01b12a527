using Portolan.Testing;
using Portolan.Vfs.Attributes;

namespace Portolan.Vfs.Tests.Attributes;

/// <summary>Whether the file system of temporary files keeps extended attributes.</summary>
internal static class TemporaryAttributes
{
    public static string? SkipReason { get; } = Try();

    private static string? Try()
    {
        using var folder = new TemporaryFolder();
        RawFile.Open(new RawPath(folder.Write("probe", "x")), follow: false, out RawFile? file);
        using (file)
        {
            SystemError error = file!.SetAttribute(new AttributeName("user.portolan.probe"), "x"u8);
            return error == SystemError.None ? null : $"needs extended attributes on the file system of {Path.GetTempPath()}: {error.Describe()}";
        }
    }
}

/// <summary>A test that sets extended attributes of temporary files; skipped with a reason where these have none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AttributeFactAttribute : FactAttribute
{
    public AttributeFactAttribute() => Skip = TemporaryAttributes.SkipReason;
}

/// <summary>A theory that sets extended attributes of temporary files; skipped with a reason where these have none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AttributeTheoryAttribute : TheoryAttribute
{
    public AttributeTheoryAttribute() => Skip = TemporaryAttributes.SkipReason;
}
