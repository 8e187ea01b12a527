using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Portolan.Text.FastText.Internals;

/// <summary>Rows of float32, <c>(rows, columns)</c> row-major; each row is padded with zeros to <see cref="Stride"/> values.</summary>
/// <remarks>
/// A quantised matrix is expanded when it is loaded, if that costs a bounded amount of memory: lid.176.ftz takes 3.2 MB instead of 0.45 MB,
/// and adding a row becomes one cache line instead of eight table look-ups. The values are the same either way.
/// </remarks>
internal sealed unsafe class WeightMatrix
{
    private const int Lanes = 8;

    /// <summary>Largest growth and size at which a quantised matrix is expanded; above it rows are expanded one at a time.</summary>
    private const int MostBytesPerCodeByte = 32;
    private const long MostExpandedBytes = 512L << 20;

    private readonly AlignedFloats? rows;
    private readonly QuantisedRows? quantised;

    private WeightMatrix(int rowCount, int columns, AlignedFloats? rows, QuantisedRows? quantised)
    {
        RowCount = rowCount;
        Columns = columns;
        this.rows = rows;
        this.quantised = quantised;
    }

    public int RowCount { get; }

    public int Columns { get; }

    /// <summary>Values from one row to the next: <see cref="Columns"/> rounded up to 8.</summary>
    public int Stride => StrideOf(Columns);

    /// <summary>Whether rows lie in memory as floats.</summary>
    public bool IsExpanded => this.rows is not null;

    public static int StrideOf(int columns) => (columns + Lanes - 1) / Lanes * Lanes;

    public static WeightMatrix ReadDense(ModelReader reader, int columns)
    {
        long offset = reader.Position;
        long rowCount = reader.ReadInt64("rows of a matrix");
        reader.ReadColumns(columns);
        long room = Math.Min(reader.Remaining / (sizeof(float) * (long)columns), (Array.MaxLength - 64) / StrideOf(columns));
        if (rowCount < 0 || rowCount > room)
        {
            throw reader.Bad(
                string.Create(CultureInfo.InvariantCulture, $"a matrix has {rowCount} rows"),
                string.Create(CultureInfo.InvariantCulture, $"0 to {room}, for which there is room"),
                offset);
        }

        int stride = StrideOf(columns);
        var rows = new AlignedFloats((int)rowCount * stride, cleared: stride != columns);
        if (stride == columns)
        {
            reader.ReadFloats(rows.Span, "a matrix");
        }
        else
        {
            for (int row = 0; row < rowCount; row++)
            {
                reader.ReadFloats(rows.Span.Slice(row * stride, columns), "a matrix");
            }
        }

        return new WeightMatrix((int)rowCount, columns, rows, null);
    }

    public static WeightMatrix ReadQuantised(ModelReader reader, int columns, bool mayExpand = true)
    {
        QuantisedRows quantised = QuantisedRows.Read(reader, columns);
        int stride = StrideOf(columns);
        long bytes = (long)quantised.RowCount * stride * sizeof(float);
        if (!mayExpand || bytes > MostExpandedBytes || bytes > quantised.CodeBytes * MostBytesPerCodeByte)
        {
            return new WeightMatrix(quantised.RowCount, columns, null, quantised);
        }

        var rows = new AlignedFloats(quantised.RowCount * stride);
        for (int row = 0; row < quantised.RowCount; row++)
        {
            quantised.Expand(row, rows.Span.Slice(row * stride, columns));
        }

        return new WeightMatrix(quantised.RowCount, columns, rows, null);
    }

    /// <summary>Adds the given rows, in order, to <paramref name="sum"/> (<see cref="Stride"/> values).</summary>
    public void AddRows(ReadOnlySpan<int> rows, float* sum)
    {
        if (this.rows is null)
        {
            AddQuantised(rows, new Span<float>(sum, Columns));
            return;
        }

        float* all = this.rows.Pointer;
        int stride = Stride;
        if (stride == 2 * Lanes)
        {
            // The width of lid.176: the sum stays in two registers.
            Vector256<float> low = Vector256.Load(sum);
            Vector256<float> high = Vector256.Load(sum + Lanes);
            foreach (int row in rows)
            {
                float* values = all + ((nint)row * (2 * Lanes));
                low += Vector256.Load(values);
                high += Vector256.Load(values + Lanes);
            }

            low.Store(sum);
            high.Store(sum + Lanes);
            return;
        }

        foreach (int row in rows)
        {
            AddVector(sum, all + ((nint)row * stride), stride);
        }

        GC.KeepAlive(this.rows);
    }

    /// <summary>Inner product of a vector of <see cref="Stride"/> values, zeros beyond <see cref="Columns"/>, with a row.</summary>
    public float Dot(float* vector, int row)
    {
        if (this.rows is null)
        {
            return DotScalar(new ReadOnlySpan<float>(vector, Columns), row);
        }

        // Eight running sums: no remainder since both sides are padded with zeros. The order of addition differs from the scalar twin.
        float* values = this.rows.Pointer + ((nint)row * Stride);
        Vector256<float> sum = Vector256.Load(vector) * Vector256.Load(values);
        for (int i = Lanes; i < Stride; i += Lanes)
        {
            sum += Vector256.Load(vector + i) * Vector256.Load(values + i);
        }

        return Vector256.Sum(sum);
    }

    /// <summary>The scalar twin of <see cref="AddRows"/>, for one row.</summary>
    public void AddRowScalar(int row, Span<float> sum)
    {
        Span<float> values = new float[Columns];
        CopyRow(row, values);
        for (int i = 0; i < Columns; i++)
        {
            sum[i] += values[i];
        }
    }

    /// <summary>The scalar twin of <see cref="Dot"/>, adding in fastText's order.</summary>
    public float DotScalar(ReadOnlySpan<float> vector, int row)
    {
        Span<float> values = Columns <= 512 ? stackalloc float[Columns] : new float[Columns];
        CopyRow(row, values);
        float sum = 0;
        for (int i = 0; i < Columns; i++)
        {
            sum += values[i] * vector[i];
        }

        return sum;
    }

    /// <summary><paramref name="sum"/> += <paramref name="values"/>, both of <paramref name="stride"/> values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddVector(float* sum, float* values, int stride)
    {
        for (int i = 0; i < stride; i += Lanes)
        {
            (Vector256.Load(sum + i) + Vector256.Load(values + i)).Store(sum + i);
        }
    }

    private void AddQuantised(ReadOnlySpan<int> rows, Span<float> sum)
    {
        Span<float> values = Columns <= 512 ? stackalloc float[Columns] : new float[Columns];
        foreach (int row in rows)
        {
            CopyRow(row, values);
            for (int i = 0; i < values.Length; i++)
            {
                sum[i] += values[i];
            }
        }
    }

    private void CopyRow(int row, Span<float> destination)
    {
        if (this.rows is null)
        {
            this.quantised!.Expand(row, destination);
        }
        else
        {
            this.rows.Span.Slice(row * Stride, Columns).CopyTo(destination);
        }
    }
}
