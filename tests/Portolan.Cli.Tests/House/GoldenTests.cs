using Portolan.Testing;

namespace Portolan.Cli.Tests.House;

public sealed class GoldenTests
{
    [Fact]
    public void An_equal_text_passes_whatever_its_line_ends() => Golden.Equal("golden-helper.txt", "one\r\ntwo\n");

    [Fact]
    public void A_different_text_fails_unless_it_is_being_accepted()
    {
        if (Environment.GetEnvironmentVariable("PORTOLAN_ACCEPT") != "1")
        {
            Should.Throw<ShouldAssertException>(() => Golden.Equal("golden-helper.txt", "one\nthree\n"));
            Should.Throw<ShouldAssertException>(() => Golden.Equal("golden-that-is-not-there.txt", "one\n"));
        }
    }
}
