using System.Buffers;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Searching;

/// <summary>Bytes kept for files that are looked at later: names and values one behind the other in large pieces, so that no file costs an object.</summary>
internal sealed class NameArena : IDisposable
{
    private const int PieceBytes = 256 << 10;

    private readonly List<byte[]> pieces = [];
    private readonly List<KeptFile> files = [];
    private int used = PieceBytes;

    public IReadOnlyList<KeptFile> Files => files;

    public long Bytes => (long)pieces.Count * PieceBytes;

    /// <summary>Keeps a file.</summary>
    /// <param name="directory">Its directory, or null.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">At most 65,536 bytes.</param>
    /// <param name="mark">Anything.</param>
    public void Add(WalkedDirectory? directory, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, int mark)
    {
        int length = name.Length + value.Length;
        if (used + length > PieceBytes)
        {
            pieces.Add(ArrayPool<byte>.Shared.Rent(PieceBytes));
            used = 0;
        }

        byte[] piece = pieces[^1];
        name.CopyTo(piece.AsSpan(used));
        value.CopyTo(piece.AsSpan(used + name.Length));
        files.Add(new KeptFile(directory, piece, used, name.Length, value.Length, mark));
        used += length;
    }

    public void Dispose()
    {
        foreach (byte[] piece in pieces)
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        pieces.Clear();
        files.Clear();
        used = PieceBytes;
    }
}

/// <summary>A file in a <see cref="NameArena"/>.</summary>
internal readonly struct KeptFile(WalkedDirectory? directory, byte[] piece, int start, int nameLength, int valueLength, int mark)
{
    public WalkedDirectory? Directory { get; } = directory;

    public int Mark { get; } = mark;

    public ReadOnlySpan<byte> Name => piece.AsSpan(start, nameLength);

    public ReadOnlySpan<byte> Value => piece.AsSpan(start + nameLength, valueLength);

    public RawPath Path => Directory is null ? new RawPath(Name) : Directory.Path.Combine(Name);
}
