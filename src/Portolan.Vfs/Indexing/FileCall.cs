using System.Text;

namespace Portolan.Vfs.Indexing;

/// <summary>A file that is to be brought up to date in one space: the input of the operations of a run.</summary>
/// <param name="Path">The path's bytes, a character each, because inputs of operations are written as JSON.</param>
/// <param name="IsTouched">Whether there is a record of a file of this size, so that the content's hash may show it to be right.</param>
internal sealed record FileCall(string Path, bool IsTouched)
{
    public static FileCall Of(RawPath path, bool isTouched) => new(Encoding.Latin1.GetString(path.Bytes), isTouched);

    public RawPath ToPath() => new(Encoding.Latin1.GetBytes(Path));
}
