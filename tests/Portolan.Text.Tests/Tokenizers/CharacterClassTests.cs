using Portolan.Text.Tokenizers.Internals;
using Portolan.Text.Unicode;

namespace Portolan.Text.Tests.Tokenizers;

public sealed class CharacterClassTests
{
    [Fact]
    public void Classes_agree_with_the_tables_that_other_scripts_made()
    {
        for (int codePoint = 0; codePoint < 0x110000; codePoint++)
        {
            if (codePoint is >= 0xD800 and < 0xE000)
            {
                continue;
            }

            CharacterClass.Is(codePoint, CharacterClass.Nonspacing).ShouldBe(UnicodeCharacter.IsNonspacingMark(codePoint));

            // Python's white space has four separators of ASCII more.
            bool isSpace = UnicodeCharacter.IsWhiteSpace(codePoint) && codePoint is not (>= 0x1C and <= 0x1F);
            CharacterClass.Is(codePoint, CharacterClass.Space).ShouldBe(isSpace);
            if (UnicodeCharacter.IsDecimalDigit(codePoint))
            {
                CharacterClass.Of(codePoint).ShouldBe(CharacterClass.Number | CharacterClass.Word);
            }
        }
    }

    [Theory]
    [InlineData('a', CharacterClass.Letter | CharacterClass.Word)]
    [InlineData('_', CharacterClass.Punctuation | CharacterClass.Word)]
    [InlineData('$', 0)]
    [InlineData('\n', CharacterClass.Control | CharacterClass.Space)]
    [InlineData(0x24B6, CharacterClass.Word)]
    [InlineData(0x200D, CharacterClass.Control | CharacterClass.Word)]
    [InlineData(0x378, 0)]
    [InlineData(0x10FFFF, 0)]
    [InlineData(0x10FFFD, CharacterClass.Control)]
    public void Classes_are_those_of_Unicode(int codePoint, int expected) => CharacterClass.Of(codePoint).ShouldBe(expected);
}
