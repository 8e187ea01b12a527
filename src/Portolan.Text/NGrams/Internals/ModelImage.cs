using System.Runtime.InteropServices;
using Portolan.Storage;

namespace Portolan.Text.NGrams.Internals;

/// <summary>The bytes of a model: a mapped file, or memory of our own. They do not move, and readers check every offset against <see cref="Length"/>.</summary>
internal sealed unsafe class ModelImage : IDisposable
{
    private readonly MappedFile? file;
    private void* memory;

    private ModelImage(string name, byte* start, long length, MappedFile? file, void* memory)
    {
        Name = name;
        Start = start;
        Length = length;
        this.file = file;
        this.memory = memory;
    }

    ~ModelImage() => Free();

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    public byte* Start { get; }

    public long Length { get; }

    public static ModelImage Map(string path)
    {
        MappedFile file = MappedFile.Open(path);
        return new ModelImage(path, file.Pointer, file.Length, file, null);
    }

    /// <summary>Zeroed memory, aligned to a cache line.</summary>
    public static ModelImage Allocate(string name, long length)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)Math.Max(length, 1), 64);
        NativeMemory.Clear(memory, (nuint)length);
        return new ModelImage(name, (byte*)memory, length, null, memory);
    }

    /// <summary>Somebody else's memory, which stays his.</summary>
    public static ModelImage Borrow(string name, byte* start, long length) => new(name, start, length, null, null);

    public static ModelImage Copy(string name, ReadOnlySpan<byte> bytes)
    {
        ModelImage image = Allocate(name, bytes.Length);
        bytes.CopyTo(new Span<byte>(image.Start, bytes.Length));
        return image;
    }

    public void Dispose()
    {
        file?.Dispose();
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        void* held = memory;
        memory = null;
        NativeMemory.AlignedFree(held);
    }
}
