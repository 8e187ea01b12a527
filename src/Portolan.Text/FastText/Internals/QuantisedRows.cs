using System.Globalization;

namespace Portolan.Text.FastText.Internals;

/// <summary>A matrix kept as product-quantiser codes, with the length of each row quantised apart when the model asks for it.</summary>
internal sealed class QuantisedRows
{
    private readonly byte[] _codes;
    private readonly ProductQuantiser _quantiser;
    private readonly byte[]? _normCodes;
    private readonly ProductQuantiser? _norms;

    private QuantisedRows(int rowCount, byte[] codes, ProductQuantiser quantiser, byte[]? normCodes, ProductQuantiser? norms)
    {
        RowCount = rowCount;
        _codes = codes;
        _quantiser = quantiser;
        _normCodes = normCodes;
        _norms = norms;
    }

    public int RowCount { get; }

    public int Columns => _quantiser.Dimension;

    /// <summary>Bytes of codes, which tell how large the expanded matrix may sensibly be.</summary>
    public long CodeBytes => _codes.LongLength;

    public static QuantisedRows Read(ModelReader reader, int columns)
    {
        bool hasNorms = reader.ReadFlag("mark of quantised row lengths");
        long offset = reader.Position;
        int rowCount = (int)Math.Min(reader.ReadCount64("rows of a quantised matrix", 1), int.MaxValue);
        reader.ReadColumns(columns);
        int codeBytes = reader.ReadCount32("bytes of codes", 1);
        byte[] codes = new byte[codeBytes];
        reader.ReadBytes(codes, "codes");
        ProductQuantiser quantiser = ProductQuantiser.Read(reader, columns);
        if ((long)rowCount * quantiser.Parts != codeBytes)
        {
            throw reader.Bad(
                string.Create(CultureInfo.InvariantCulture, $"{codeBytes} bytes of codes"),
                string.Create(CultureInfo.InvariantCulture, $"{rowCount} rows of {quantiser.Parts}"),
                offset);
        }

        if (!hasNorms)
        {
            return new QuantisedRows(rowCount, codes, quantiser, null, null);
        }

        byte[] normCodes = new byte[rowCount];
        reader.ReadBytes(normCodes, "codes of row lengths");
        return new QuantisedRows(rowCount, codes, quantiser, normCodes, ProductQuantiser.Read(reader, 1));
    }

    /// <summary>Writes row <paramref name="row"/>: the centroids times the row's length.</summary>
    public void Expand(int row, Span<float> destination)
    {
        float norm = _norms is null ? 1f : _norms.Centroid(0, _normCodes![row], out _)[0];
        ReadOnlySpan<byte> codes = _codes.AsSpan(row * _quantiser.Parts, _quantiser.Parts);
        for (int part = 0; part < codes.Length; part++)
        {
            ReadOnlySpan<float> centroid = _quantiser.Centroid(part, codes[part], out int start);
            for (int i = 0; i < centroid.Length; i++)
            {
                destination[start + i] = norm * centroid[i];
            }
        }
    }
}
