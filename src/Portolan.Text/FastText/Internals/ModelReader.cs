using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Portolan.Storage;

namespace Portolan.Text.FastText.Internals;

/// <summary>Reads little-endian fields of a model file, and checks every length against what is left of the file before anything is allocated.</summary>
internal sealed class ModelReader(Stream stream, string name)
{
    private readonly byte[] buffer = new byte[64 * 1024];
    private readonly long length = stream.Length;
    private int start;
    private int end;
    private long bufferOffset;

    /// <summary>Byte offset in the file of the next field.</summary>
    public long Position => bufferOffset + start;

    public long Remaining => this.length - Position;

    public long Length => this.length;

    public int ReadInt32(string field)
    {
        Require(sizeof(int), field);
        int value = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(start));
        start += sizeof(int);
        return value;
    }

    public long ReadInt64(string field)
    {
        Require(sizeof(long), field);
        long value = BinaryPrimitives.ReadInt64LittleEndian(buffer.AsSpan(start));
        start += sizeof(long);
        return value;
    }

    public byte ReadByte(string field)
    {
        Require(1, field);
        return buffer[start++];
    }

    public bool ReadFlag(string field)
    {
        long offset = Position;
        byte value = ReadByte(field);
        return value <= 1 ? value == 1 : throw Bad($"{field} is {value}", "0 or 1", offset);
    }

    public int ReadInt32Between(string field, int minimum, int maximum)
    {
        long offset = Position;
        int value = ReadInt32(field);
        return value >= minimum && value <= maximum
            ? value
            : throw Bad(string.Create(CultureInfo.InvariantCulture, $"{field} is {value}"), Range(minimum, maximum), offset);
    }

    /// <summary>A count of things that take <paramref name="bytesEach"/> bytes of the file each, so that the file bounds it.</summary>
    public long ReadCount64(string field, long bytesEach)
    {
        long offset = Position;
        return CheckCount(field, ReadInt64(field), bytesEach, offset);
    }

    /// <inheritdoc cref="ReadCount64"/>
    public int ReadCount32(string field, long bytesEach)
    {
        long offset = Position;
        return (int)CheckCount(field, ReadInt32(field), bytesEach, offset);
    }

    /// <summary>The width of a matrix, which must be the model's dimension.</summary>
    public void ReadColumns(int expected)
    {
        long offset = Position;
        long columns = ReadInt64("columns of a matrix");
        if (columns != expected)
        {
            throw Bad(
                string.Create(CultureInfo.InvariantCulture, $"a matrix has {columns} columns"),
                string.Create(CultureInfo.InvariantCulture, $"the model's dimension, {expected}"),
                offset);
        }
    }

    public void Skip(int bytes, string field)
    {
        Require(bytes, field);
        start += bytes;
    }

    /// <summary>Appends the bytes up to the next zero byte to <paramref name="destination"/> and steps over the zero.</summary>
    public void ReadZeroTerminated(string field, List<byte> destination)
    {
        long offset = Position;
        while (true)
        {
            if (start == end && !Fill())
            {
                throw Bad("the file ends inside " + field, "a zero byte after it", offset);
            }

            ReadOnlySpan<byte> buffered = buffer.AsSpan(start..end);
            int zero = buffered.IndexOf((byte)0);
            destination.AddRange(zero < 0 ? buffered : buffered[..zero]);
            start += zero < 0 ? buffered.Length : zero + 1;
            if (zero >= 0)
            {
                return;
            }
        }
    }

    public void ReadBytes(Span<byte> destination, string field)
    {
        if (destination.Length > Remaining)
        {
            throw Bad($"{field} needs {destination.Length} bytes and {Remaining} are left", "the whole of it", Position);
        }

        int buffered = Math.Min(destination.Length, end - start);
        buffer.AsSpan(start, buffered).CopyTo(destination);
        start += buffered;
        if (buffered < destination.Length)
        {
            Span<byte> rest = destination[buffered..];
            stream.ReadExactly(rest);
            bufferOffset += end + rest.Length;
            start = 0;
            end = 0;
        }
    }

    /// <summary>Reads float32 values; a value that is not finite is an error, since it would turn every prediction into NaN.</summary>
    public void ReadFloats(Span<float> destination, string field)
    {
        long offset = Position;
        ReadBytes(MemoryMarshal.AsBytes(destination), field);
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> bits = MemoryMarshal.Cast<float, int>(destination);
            BinaryPrimitives.ReverseEndianness(bits, bits);
        }

        int wrong = IndexOfNotFinite(destination);
        if (wrong >= 0)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"{field} holds {destination[wrong]}"), "finite values", offset + (4L * wrong));
        }
    }

    /// <summary>Index of the first infinity or NaN, or -1.</summary>
    internal static int IndexOfNotFinite(ReadOnlySpan<float> values)
    {
        // x - x is 0 for a finite x and NaN otherwise; the scalar loop finds the place, and the remainder.
        int i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            Vector256<float> block = Vector256.Create(values.Slice(i, Vector256<float>.Count));
            if (!Vector256.EqualsAll(block - block, Vector256<float>.Zero))
            {
                break;
            }
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The exception for bad data in this file.</summary>
    public StorageException Bad(string found, string expected, long offset) => new(
        string.Create(CultureInfo.InvariantCulture, $"not a usable fastText model: {found}, expected {expected} ({name}, byte {offset})"),
        name,
        offset,
        "get the model again, or check that it is a fastText .bin or .ftz file");

    private static string Range(int minimum, int maximum) =>
        string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}");

    private long CheckCount(string field, long value, long bytesEach, long offset) =>
        value >= 0 && value <= Remaining / bytesEach
            ? value
            : throw Bad(
                string.Create(CultureInfo.InvariantCulture, $"{field} is {value}"),
                string.Create(CultureInfo.InvariantCulture, $"0 to {Remaining / bytesEach}, for which the file has room"),
                offset);

    private void Require(int bytes, string field)
    {
        while (end - start < bytes)
        {
            if (!Fill())
            {
                throw Bad("the file ends inside " + field, string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"), Position);
            }
        }
    }

    private bool Fill()
    {
        buffer.AsSpan(start..end).CopyTo(buffer);
        bufferOffset += start;
        end -= start;
        start = 0;
        int read = stream.Read(buffer, end, buffer.Length - end);
        end += read;
        return read > 0;
    }
}
