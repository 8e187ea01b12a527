namespace Portolan.Vfs.Dumps;

/// <summary>Paths from a root, as dumps and exports have them.</summary>
internal static class RelativePath
{
    /// <summary>A path below a root from there on.</summary>
    public static RawPath Of(RawPath path, RawPath root)
    {
        ReadOnlySpan<byte> rest = path.Bytes[root.Bytes.Length..];
        return new RawPath(rest.TrimStart((byte)'/'));
    }

    /// <summary>Whether a path stays below the root that it starts from, whoever wrote it: relative, without empty names, "." and "..".</summary>
    public static bool IsBelow(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty || path.Contains((byte)0))
        {
            return false;
        }

        foreach (Range range in path.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = path[range];
            if (name.IsEmpty || name.SequenceEqual("."u8) || name.SequenceEqual(".."u8))
            {
                return false;
            }
        }

        return true;
    }
}
