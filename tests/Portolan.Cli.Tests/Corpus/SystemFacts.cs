using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Portolan.Cli.Tests.Corpus;

/// <summary>A test that mounts a small file system in memory; skipped where that is not allowed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> IsAllowed = new(() =>
    {
        using var folder = new Portolan.Testing.TemporaryFolder();
        return SystemCommand.Succeeds("mount", "-t", "tmpfs", "-o", "size=64k", "none", folder.Path) && SystemCommand.Succeeds("umount", folder.Path);
    });

    public MountFactAttribute()
    {
        if (!IsAllowed.Value)
        {
            Skip = "needs to mount a tmpfs, which this user may not do here";
        }
    }
}

/// <summary>A test of a user who may not read or write everything; root takes another user's place with setpriv.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed partial class OrdinaryUserFactAttribute : FactAttribute
{
    /// <summary>What a program is started with to be an ordinary user's; empty when we are one.</summary>
    public static string[] Starter { get; } = EffectiveUser() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];

    private static readonly Lazy<bool> CanRun = new(() => Starter.Length == 0
        || SystemCommand.Succeeds(Starter[0], [.. Starter[1..], "test", "-r", Path.Combine(AppContext.BaseDirectory, "portolan.dll")]));

    public OrdinaryUserFactAttribute()
    {
        if (!CanRun.Value)
        {
            Skip = "runs as root, and there is no setpriv or another user cannot read the program";
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint EffectiveUser();
}

/// <summary>Runs a small program of the system and looks at its exit code only.</summary>
internal static class SystemCommand
{
    public static bool Succeeds(string file, params string[] arguments)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(file, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
