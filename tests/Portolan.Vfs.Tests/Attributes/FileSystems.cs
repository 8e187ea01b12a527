using System.Diagnostics;
using Portolan.Testing;

namespace Portolan.Vfs.Tests.Attributes;

/// <summary>A file system of its own in an image, mounted for one test.</summary>
internal sealed class FileSystems : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Stack<string> mounts = new();

    public string Path { get; private set; } = "";

    /// <summary>Makes a file system by mkfs in a sparse image and mounts it.</summary>
    public static FileSystems InImage(string type, long size, params string[] options)
    {
        var made = new FileSystems();
        string image = made.folder.File("image");
        using (FileStream file = File.Create(image))
        {
            file.SetLength(size);
        }

        (int code, string output) = Run($"mkfs.{type}", [.. options, image]);
        code.ShouldBe(0, output);
        made.Mount("mounted", "-o", "loop", image);
        return made;
    }

    public static FileSystems InMemory()
    {
        var made = new FileSystems();
        made.Mount("mounted", "-t", "tmpfs", "tmpfs");
        return made;
    }

    /// <summary>An overlay whose lower directory holds a file.</summary>
    public static FileSystems Overlay(string lowerFile)
    {
        var made = new FileSystems();
        made.folder.Write("lower/" + lowerFile, "of the lower directory");
        Directory.CreateDirectory(made.folder.File("upper"));
        Directory.CreateDirectory(made.folder.File("work"));
        made.Mount("mounted", "-t", "overlay", "-o", $"lowerdir={made.folder.File("lower")},upperdir={made.folder.File("upper")},workdir={made.folder.File("work")}", "overlay");
        return made;
    }

    public void Remount(string options) => Run("mount", ["-o", "remount," + options, Path]).Code.ShouldBe(0);

    public void Dispose()
    {
        while (mounts.TryPop(out string? mount))
        {
            Run("umount", [mount]).Code.ShouldBe(0);
        }

        folder.Dispose();
    }

    internal static (int Code, string Output) Run(string program, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd() + error.Result;
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private void Mount(string name, params string[] arguments)
    {
        Path = folder.File(name);
        Directory.CreateDirectory(Path);
        (int code, string output) = Run("mount", [.. arguments, Path]);
        code.ShouldBe(0, output);
        mounts.Push(Path);
    }
}

/// <summary>A test that mounts a file system; skipped with a reason where that is not allowed or mkfs is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class MountFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Forbidden = new(TryMount);

    /// <param name="type">The ending of the mkfs program that is needed, or null for none.</param>
    public MountFactAttribute(string? type = null)
    {
        Skip = Forbidden.Value ?? (type is null || IsInstalled($"mkfs.{type}") ? null : $"needs mkfs.{type}");
    }

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") + ":/sbin:/usr/sbin").Split(':').Any(directory => File.Exists(System.IO.Path.Combine(directory, program)));

    private static string? TryMount()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/dev/loop-control"))
        {
            return "needs to be root with loop devices";
        }

        try
        {
            using FileSystems probe = FileSystems.InMemory();
            return null;
        }
        catch (Exception exception)
        {
            return "needs to be allowed to mount: " + exception.Message.ReplaceLineEndings(" ");
        }
    }
}
