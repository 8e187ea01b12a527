using System.Buffers.Binary;
using System.Text;
using Portolan.Tensors.Npy;
using Portolan.Testing;

namespace Portolan.Tensors.Tests;

public sealed class NpyHeaderTests
{
    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }")]
    [InlineData("{\"shape\":(3,4,),\"fortran_order\":False,\"descr\":\"<f8\"}")]
    [InlineData("{ 'shape' : ( 3L , 4L ) , 'descr' : '<f8' , 'fortran_order' : False }   \n")]
    public void Spellings_of_one_header_are_equal(string text)
    {
        NpyHeader header = NpyHeader.Parse(Bytes(text), null);
        header.ElementType.ShouldBe(ElementType.Float64);
        header.Shape.ShouldBe([3, 4]);
        header.Count.ShouldBe(12);
        header.IsFortranOrder.ShouldBeFalse();
    }

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", "'|O' is not one that is read", 20)]
    [InlineData("{'descr': '<i2', 'fortran_order': False, 'shape': (3,), }", "'<i2' is not one that is read", 20)]
    [InlineData("{'descr': '|f8', 'fortran_order': False, 'shape': (3,), }", "does not say its byte order", 20)]
    [InlineData("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (3,), }", "a structured element type", 20)]
    [InlineData("{'descr': '<f8', 'fortran_order': 0, 'shape': (3,), }", "'0', expected True or False", 44)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3), }", "expected a tuple such as (3,)", 63)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }", "'-', expected the length of an axis", 61)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "longer than a file can be", 61)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296), }", "more elements than a file can hold", 60)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3 4), }", "'4', expected a comma or ')'", 63)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, }", "without 'shape'", 10)]
    [InlineData("{'descr': '<f8', 'descr': '<f8'}", "the key 'descr', expected", 27)]
    [InlineData("{'descr': '<f8', 'extra': 1}", "the key 'extra', expected", 27)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), } x", "text behind", 68)]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (3,),", "the end of the header, expected a quoted string", 65)]
    [InlineData("{'descr", "a string without its end", 11)]
    [InlineData("", "the end of the header, expected '{'", 10)]
    public void What_is_no_header_is_refused_with_its_place(string text, string message, int offset)
    {
        TensorException error = Should.Throw<TensorException>(() => NpyHeader.Parse(Bytes(text), "a.npy"));
        error.Message.ShouldContain(message);
        error.Offset.ShouldBe(offset);
        error.Path.ShouldBe("a.npy");
    }

    [Fact]
    public void Python_objects_get_a_hint() =>
        Should.Throw<TensorException>(() => NpyHeader.Parse(Bytes("{'descr': '|O', 'fortran_order': False, 'shape': (), }"), null))
            .Hint!.ShouldContain("never read");

    [Fact]
    public void Unknown_versions_and_lengths_are_refused()
    {
        byte[] bytes = Bytes("{}");
        bytes[6] = 4;
        Should.Throw<TensorException>(() => NpyHeader.Parse(bytes, null)).Message.ShouldContain("version 4.0");
        bytes[6] = 1;
        bytes[7] = 1;
        Should.Throw<TensorException>(() => NpyHeader.Parse(bytes, null)).Message.ShouldContain("version 1.1");
        bytes[7] = 0;
        bytes[8] = 200;
        Should.Throw<TensorException>(() => NpyHeader.Parse(bytes, null)).Message.ShouldContain("within its header of 200 bytes");
        byte[] second = [.. bytes[..8], 0, 0, 0, 0x40];
        second[6] = 2;
        Should.Throw<TensorException>(() => NpyHeader.Parse(second, null)).Message.ShouldContain("a header of 1073741824 bytes");
        Should.Throw<TensorException>(() => NpyHeader.Parse(second.AsSpan(0, 11), null)).Message.ShouldContain("within its header");
    }

    [Fact]
    public void An_empty_axis_empties_the_tensor_whatever_the_others_are()
    {
        NpyHeader header = NpyHeader.Parse(Bytes($"{{'descr': '<f8', 'fortran_order': False, 'shape': ({long.MaxValue / 100}, {long.MaxValue / 100}, 0), }}"), null);
        header.Count.ShouldBe(0);
    }

    [Fact]
    public void Shapes_of_any_rank_survive_a_round_trip()
    {
        var random = new Random(1);
        for (int rank = 0; rank <= NpyHeader.MaxRank; rank++)
        {
            long[] shape = [.. Enumerable.Range(0, rank).Select(_ => (long)random.Next(0, 2))];
            byte[] bytes = NpyHeader.Write(ElementType.Int8, shape);
            (bytes.Length % 64).ShouldBe(0);
            NpyHeader header = NpyHeader.Parse(bytes, null);
            header.Shape.ShouldBe(shape);
            header.DataOffset.ShouldBe(bytes.Length);
        }

        string ones = string.Concat(Enumerable.Repeat("1, ", NpyHeader.MaxRank + 1));
        Should.Throw<TensorException>(() => NpyHeader.Parse(Bytes($"{{'descr': '<f8', 'fortran_order': False, 'shape': ({ones}), }}"), null))
            .Message.ShouldContain("more than 64 axes");
    }

    [Fact]
    public void Any_bytes_are_a_header_or_an_error()
    {
        byte[][] seeds = [.. Directory.GetFiles(Repository.PathOf("tests/Portolan.Tensors.Tests/Golden/npy"), "*.npy").Select(File.ReadAllBytes)];
        seeds.Length.ShouldBeGreaterThan(10);
        var random = new Random(7);
        for (int round = 0; round < 60_000; round++)
        {
            byte[] bytes = [.. seeds[random.Next(seeds.Length)]];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(6, Math.Min(bytes.Length, 100))] = random.Next(4) == 0 ? (byte)random.Next(256) : (byte)"0123456789(),'{}: LTrueFals<>|fiub"[random.Next(34)];
            }

            NpyHeader.Fuzz(bytes.AsSpan(0, random.Next(5) == 0 ? random.Next(bytes.Length) : bytes.Length));
        }
    }

    private static byte[] Bytes(string text)
    {
        byte[] bytes = new byte[10 + text.Length];
        new byte[] { 0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0 }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, bytes.AsSpan(10));
        return bytes;
    }
}
