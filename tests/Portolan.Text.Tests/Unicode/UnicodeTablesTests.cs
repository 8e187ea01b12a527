using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Portolan.Testing;
using Portolan.Text.Unicode;

namespace Portolan.Text.Tests.Unicode;

public sealed class UnicodeTablesTests
{
    /// <summary>Golden value: Python 3.11.2, Unicode 14.0.0, <c>eng/unicode_tables.py --digest</c>.</summary>
    [Fact]
    public void All_code_points_have_the_properties_that_Python_gives_them()
    {
        using IncrementalHash sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        StringBuilder lines = new();
        Span<int> parts = stackalloc int[UnicodeCharacter.MaxDecompositionLength];
        for (int c = 0; c <= 0x10FFFF; c++)
        {
            if (c is >= 0xD800 and < 0xE000)
            {
                continue;
            }

            int count = UnicodeCharacter.Decompose(c, parts);
            lines.Append(CultureInfo.InvariantCulture, $"{c:X};{UnicodeCharacter.ToLower(c):X}{(c == 0x130 ? ".307" : "")};");
            lines.Append(CultureInfo.InvariantCulture, $"{UnicodeTables.Flags(c)};{UnicodeCharacter.CombiningClass(c)};");
            for (int i = 0; i < count; i++)
            {
                lines.Append(i == 0 ? "" : ".").Append(parts[i].ToString("X", CultureInfo.InvariantCulture));
            }

            lines.Append('\n');
            if (lines.Length > 1 << 16 || c == 0x10FFFF)
            {
                sha.AppendData(Encoding.ASCII.GetBytes(lines.ToString()));
                lines.Clear();
            }
        }

        Golden.Equal("unicode-14.sha256", Convert.ToHexStringLower(sha.GetHashAndReset()) + "\n");
    }

    [Theory]
    [InlineData('A', 'a')]
    [InlineData('Z', 'z')]
    [InlineData('[', '[')]
    [InlineData(0xD7, 0xD7)] // multiplication sign lies among the capitals of Latin-1
    [InlineData(0xDE, 0xFE)]
    [InlineData(0x130, 'i')]
    [InlineData(0x178, 0xFF)]
    [InlineData(0x1C5, 0x1C6)] // title case
    [InlineData(0x3A3, 0x3C3)]
    [InlineData(0x1E9E, 0xDF)]
    [InlineData(0x212A, 'k')]
    [InlineData(0x13A0, 0xAB70)]
    [InlineData(0x10427, 0x1044F)]
    [InlineData(0x10FFFF, 0x10FFFF)]
    public void Lower_case(int codePoint, int lower) => UnicodeCharacter.ToLower(codePoint).ShouldBe(lower);

    [Theory]
    [InlineData(0x1C, true)]
    [InlineData(0x1F, true)]
    [InlineData(0x85, true)]
    [InlineData(0xA0, true)]
    [InlineData(0x3000, true)]
    [InlineData(0x1B, false)]
    [InlineData(0x200B, false)]
    [InlineData(0xFEFF, false)]
    public void White_space_is_what_Python_strips(int codePoint, bool expected) =>
        UnicodeCharacter.IsWhiteSpace(codePoint).ShouldBe(expected);

    [Theory]
    [InlineData(0x660, true)]
    [InlineData(0xFF11, true)]
    [InlineData(0x1D7FF, true)]
    [InlineData(0xB2, false)]
    [InlineData(0x2460, false)]
    public void Decimal_digits_are_category_Nd_only(int codePoint, bool expected) =>
        UnicodeCharacter.IsDecimalDigit(codePoint).ShouldBe(expected);

    [Fact]
    public void Decompositions_are_full_and_ordered()
    {
        int[] parts = new int[4];
        UnicodeCharacter.Decompose(0x1F82, parts).ShouldBe(4);
        parts.ShouldBe([0x3B1, 0x313, 0x300, 0x345]);
        UnicodeCharacter.Decompose(0xD4DB, parts).ShouldBe(3);
        parts[..3].ShouldBe([0x1111, 0x1171, 0x11B6]);
        UnicodeCharacter.Decompose(0xAC00, parts).ShouldBe(2);
        UnicodeCharacter.Decompose(0xD7A4, parts).ShouldBe(1);
    }

    [Fact]
    public void A_value_that_is_no_code_point_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => UnicodeCharacter.ToLower(-1));
        Should.Throw<ArgumentOutOfRangeException>(() => UnicodeCharacter.IsWhiteSpace(0x110000));
        Should.Throw<ArgumentException>(() => UnicodeCharacter.Decompose('a', new int[3]));
    }
}
