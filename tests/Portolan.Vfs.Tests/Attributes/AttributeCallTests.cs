using System.Text;
using Portolan.Testing;
using Portolan.Vfs.Attributes;
using Portolan.Vfs.Internals;
using Portolan.Vfs.Tests.Walking;
using Portolan.Vfs.Walking;

namespace Portolan.Vfs.Tests.Attributes;

public sealed class AttributeCallTests : IDisposable
{
    private static readonly AttributeName Name = new("user.portolan.test");
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [AttributeTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Values_come_back_on_new_kernels_and_old(bool isOld)
    {
        AttributeCalls.WithoutAtCalls = isOld;
        try
        {
            RawPath path = TestFiles.Named(folder.Path, [0xFF, (byte)' ', 0xFE]);
            TestFiles.Create(path);
            byte[] buffer = new byte[100];
            using RawFile file = TestFiles.Open(path);
            file.GetAttribute(Name, buffer, out int length).ShouldBe(SystemError.NoAttribute);
            file.RemoveAttribute(Name).ShouldBe(SystemError.NoAttribute);
            file.SetAttribute(Name, "value"u8).ShouldBe(SystemError.None);
            file.GetAttribute(Name, buffer, out length).ShouldBe(SystemError.None);
            Encoding.UTF8.GetString(buffer, 0, length).ShouldBe("value");
            file.GetAttribute(Name, buffer.AsSpan(0, 4), out _).ShouldBe(SystemError.OutOfRange);
            file.GetAttribute(Name, default, out length).ShouldBe(SystemError.None);
            length.ShouldBe(5);
            file.ListAttributes(buffer, out length).ShouldBe(SystemError.None);
            Encoding.UTF8.GetString(buffer, 0, length).ShouldContain("user.portolan.test\0");

            // The same without opening the file, below a directory and by its whole path.
            var reader = new Reader();
            new TreeWalker(new WalkOptions { Threads = 1 }).Walk([new RawPath(folder.Path), path], _ => reader);
            reader.Values.ShouldBe(["value", "value"]);
            PathCalls.GetAttribute(path.Bytes, Name, buffer, out length).ShouldBe(SystemError.None);
            length.ShouldBe(5);
            PathCalls.Status(path.Bytes, out FileStatus status).ShouldBe(SystemError.None);
            status.ShouldBe(file.Status);

            file.SetAttribute(Name, default).ShouldBe(SystemError.None);
            file.GetAttribute(Name, buffer, out length).ShouldBe(SystemError.None);
            length.ShouldBe(0);
            file.RemoveAttribute(Name).ShouldBe(SystemError.None);
            TestFiles.Remove(path);
        }
        finally
        {
            AttributeCalls.WithoutAtCalls = false;
        }
    }

    [AttributeFact]
    public void The_capacity_is_the_largest_value_that_can_be_set()
    {
        using RawFile file = TestFiles.Open(folder.Write("file", ""));
        int capacity = new AttributeCapacity().Of(file.Status.Device, new RawPath(folder.Path), Name);
        file.SetAttribute(Name, new byte[capacity]).ShouldBe(SystemError.None);
        SystemError error = file.SetAttribute(Name, new byte[capacity + 1]);
        error.IsLackOfRoom().ShouldBeTrue(error.ToString());
        // The old value is still whole.
        file.GetAttribute(Name, default, out int length).ShouldBe(SystemError.None);
        length.ShouldBe(capacity);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    [Fact]
    public void Links_and_long_names_give_errors()
    {
        File.CreateSymbolicLink(folder.File("link"), folder.Write("file", "x"));
        RawFile.Open(new RawPath(folder.File("link")), follow: false, out _).ShouldBe(SystemError.TooManyLinks);
        RawFile.Open(new RawPath(folder.File("none")), follow: true, out _).ShouldBe(SystemError.NoEntry);
        RawFile.Open(new RawPath(folder.File("file") + "/x"), follow: true, out _).ShouldBe(SystemError.NotADirectory);
        RawFile.Open(new RawPath(folder.File(new string('n', 256))), follow: true, out _).ShouldBe(SystemError.NameTooLong);
        RawFile.Open(new RawPath(folder.File(new string('n', 5000))), follow: true, out _).ShouldBe(SystemError.NameTooLong);
        RawFile.Open(default, follow: true, out _).ShouldBe(SystemError.NoEntry);
        Should.Throw<ArgumentException>(() => new AttributeName(new string('n', 256)));
        Should.Throw<ArgumentException>(() => new RawPath("a\0b"));
    }

    private sealed class Reader : IWalkVisitor
    {
        public List<string> Values { get; } = [];

        public void Visit(in WalkedFile file)
        {
            byte[] buffer = new byte[16];
            file.GetAttribute(Name, buffer, out int length).ShouldBe(SystemError.None);
            Values.Add(Encoding.UTF8.GetString(buffer, 0, length));
        }

        public void Report(WalkProblem problem) => Values.Add(problem.ToString());
    }
}
