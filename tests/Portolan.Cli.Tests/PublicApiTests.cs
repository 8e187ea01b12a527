using System.Reflection;
using Portolan.Testing;

namespace Portolan.Cli.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_program_offers_no_types_to_other_assemblies() =>
        PublicApi.Dump(Assembly.Load("portolan")).ShouldBe("");

    [Fact]
    public void A_dump_says_what_a_type_offers()
    {
        string[] lines = PublicApi.Dump(typeof(Storage.StorageException).Assembly).Split('\n');
        lines.ShouldContain("sealed class Portolan.Storage.StorageException : IOException, ISerializable");
        lines.ShouldContain("    long Offset { get; }");
        lines.ShouldContain("    StorageException(string message, string path = null, long offset = -1, string hint = null, Exception innerException = null)");
        lines.ShouldContain("    const string TemporarySuffix = \".tmp\"");
        lines.ShouldContain("    static DirectoryLock Acquire(string directory)");
    }
}
