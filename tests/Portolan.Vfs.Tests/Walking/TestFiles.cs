using System.Runtime.InteropServices;
using System.Text;
using Portolan.Vfs.Internals;

namespace Portolan.Vfs.Tests.Walking;

/// <summary>Makes files that .NET cannot make.</summary>
internal static unsafe partial class TestFiles
{
    private const int CreateFile = 0x40;

    /// <summary>A path whose name is any bytes.</summary>
    public static RawPath Named(string directory, ReadOnlySpan<byte> name) => new RawPath(directory).Combine(name);

    public static void Create(RawPath path)
    {
        byte[] terminated = [.. path.Bytes, 0];
        fixed (byte* pointer = terminated)
        {
            int descriptor = Libc.Open(Libc.CurrentDirectory, pointer, CreateFile | Libc.OpenReadWrite, out SystemError error);
            error.ShouldBe(SystemError.None);
            Libc.Close(descriptor);
        }
    }

    /// <summary>Removes a file whose name .NET cannot say.</summary>
    public static void Remove(RawPath path)
    {
        byte[] terminated = [.. path.Bytes, 0];
        fixed (byte* pointer = terminated)
        {
            Unlink(pointer).ShouldBe(0);
        }
    }

    public static void CreatePipe(string path)
    {
        byte[] terminated = [.. Encoding.UTF8.GetBytes(path), 0];
        fixed (byte* pointer = terminated)
        {
            MakePipe(pointer, 0x180).ShouldBe(0);
        }
    }

    /// <summary>Opens a file that is there.</summary>
    public static RawFile Open(RawPath path, bool follow = false)
    {
        RawFile.Open(path, follow, out RawFile? file).ShouldBe(SystemError.None);
        return file!;
    }

    public static RawFile Open(string path) => Open(new RawPath(path));

    [LibraryImport("libc", EntryPoint = "unlink")]
    private static partial int Unlink(byte* path);

    [LibraryImport("libc", EntryPoint = "mkfifo")]
    private static partial int MakePipe(byte* path, uint mode);
}
