namespace Portolan.Storage.Compression;

/// <summary>Bytes that are stored as they are.</summary>
internal sealed class PlainSource(StoredInput input) : WindowedSource(input)
{
    /// <inheritdoc/>
    public override long StoredOffset => Position;

    /// <inheritdoc/>
    public override bool AtMemberStart => false;

    /// <inheritdoc/>
    protected override int History => 0;

    /// <inheritdoc/>
    protected override void Decode()
    {
        if (Input.Available == 0 && !Input.Fill())
        {
            EndSource();
            return;
        }

        int count = Math.Min(Input.Available, DecodeLimit - DecodedEnd);
        Input.Window[..count].CopyTo(Buffer.AsSpan(DecodedEnd));
        Input.Skip(count);
        Append(count);
    }

    /// <inheritdoc/>
    protected override bool Resynchronise() => false;
}
