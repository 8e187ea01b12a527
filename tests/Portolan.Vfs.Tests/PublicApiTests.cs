using System.Reflection;
using Portolan.Testing;

namespace Portolan.Vfs.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void Public_surface_is_the_one_that_was_reviewed() =>
        Golden.Equal("PublicApi.txt", PublicApi.Dump(Assembly.Load("Portolan.Vfs")));
}
