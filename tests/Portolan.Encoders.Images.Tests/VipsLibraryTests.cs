using Portolan.Encoders.Images.Vips;
using Portolan.Testing;

namespace Portolan.Encoders.Images.Tests;

public sealed class VipsLibraryTests
{
    [Fact]
    public void The_variable_comes_first() => VipsLibrary.Locate("/opt/libvips.so", AppContext.BaseDirectory, "linux-x64").ShouldBe("/opt/libvips.so");

    [Fact]
    public void The_package_is_found_from_below()
    {
        using var folder = new TemporaryFolder();
        string library = Path.Combine(folder.Path, "assets/node_modules/@img/sharp-libvips-linux-arm64/lib/libvips-cpp.so.8.18.7");
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        File.WriteAllText(library, "");
        string below = Path.Combine(folder.Path, "artifacts/bin");
        Directory.CreateDirectory(below);
        VipsLibrary.Locate(null, below, "linux-arm64").ShouldBe(library);
        VipsLibrary.Locate("", below, "linux-x64").ShouldBeNull();
    }

    [Fact]
    public void A_library_that_is_not_there_is_told_with_what_to_do()
    {
        (_, string? failure) = VipsLibrary.Start("/no/such/libvips.so", AppContext.BaseDirectory);
        failure.ShouldBe("libvips cannot be loaded from /no/such/libvips.so, which PORTOLAN_VIPS names");
    }
}
