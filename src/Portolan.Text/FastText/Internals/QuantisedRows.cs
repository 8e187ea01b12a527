using System.Globalization;

namespace Portolan.Text.FastText.Internals;

/// <summary>A matrix kept as product-quantiser codes, with the length of each row quantised apart when the model asks for it.</summary>
internal sealed class QuantisedRows
{
    private readonly byte[] codes;
    private readonly ProductQuantiser quantiser;
    private readonly byte[]? normCodes;
    private readonly ProductQuantiser? norms;

    private QuantisedRows(int rowCount, byte[] codes, ProductQuantiser quantiser, byte[]? normCodes, ProductQuantiser? norms)
    {
        RowCount = rowCount;
        this.codes = codes;
        this.quantiser = quantiser;
        this.normCodes = normCodes;
        this.norms = norms;
    }

    public int RowCount { get; }

    public int Columns => this.quantiser.Dimension;

    /// <summary>Bytes of codes, which tell how large the expanded matrix may sensibly be.</summary>
    public long CodeBytes => this.codes.LongLength;

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
        float norm = this.norms is null ? 1f : this.norms.Centroid(0, this.normCodes![row], out _)[0];
        ReadOnlySpan<byte> codes = this.codes.AsSpan(row * this.quantiser.Parts, this.quantiser.Parts);
        for (int part = 0; part < codes.Length; part++)
        {
            ReadOnlySpan<float> centroid = this.quantiser.Centroid(part, codes[part], out int start);
            for (int i = 0; i < centroid.Length; i++)
            {
                destination[start + i] = norm * centroid[i];
            }
        }
    }
}
