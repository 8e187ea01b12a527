using System.Diagnostics;
using Portolan.Testing;

namespace Portolan.Storage.Tests;

public sealed class StorageFilesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Uncommitted_file_leaves_nothing_and_keeps_the_old_one()
    {
        string path = folder.Write("a/result", "old");
        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Stream.Write("new"u8);
            File.ReadAllText(path).ShouldBe("old");
        }

        File.ReadAllText(path).ShouldBe("old");
        Directory.GetFiles(folder.File("a")).ShouldBe([path]);
    }

    [Fact]
    public void Committed_file_replaces_the_old_one_and_a_left_over_temporary()
    {
        string path = folder.Write("result", "a longer old content");
        folder.Write("result" + AtomicFile.TemporarySuffix, "left over by a killed run, and longer too");
        AtomicFile.WriteAllText(path, "new");
        File.ReadAllText(path).ShouldBe("new");
        Directory.GetFiles(folder.Path).ShouldBe([path]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Two_named_writers_of_one_file_do_not_meet(bool scratch)
    {
        string path = folder.File("shared/result");
        string? local = scratch ? folder.File("scratch") : null;
        try
        {
            AtomicFile.Writer = new AtomicFileWriter("one", local);
            using AtomicFile first = AtomicFile.Create(path);
            first.Stream.Write("12345"u8);
            AtomicFile.Writer = new AtomicFileWriter("two", local);
            using (AtomicFile second = AtomicFile.Create(path))
            {
                second.Stream.Write("12345"u8);
                second.Stream.Position.ShouldBe(5);
                second.Commit();
            }

            File.ReadAllText(path).ShouldBe("12345");
            first.Stream.Write("6"u8);
            Directory.GetFiles(folder.Path, "*.one.tmp", SearchOption.AllDirectories).ShouldHaveSingleItem().ShouldStartWith(scratch ? local! : folder.File("shared"));
            first.Commit();
            File.ReadAllText(path).ShouldBe("123456");
            using (AtomicFile dropped = AtomicFile.Create(path))
            {
                dropped.Stream.Write("7"u8);
            }

            Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldBe([path]);
        }
        finally
        {
            AtomicFile.Writer = null;
        }
    }

    [Fact]
    public void A_name_that_cannot_be_taken_leaves_no_temporary_behind()
    {
        Directory.CreateDirectory(folder.File("result/inside"));
        using (AtomicFile file = AtomicFile.Create(folder.File("result")))
        {
            Should.Throw<Exception>(file.Commit).ShouldBeAssignableTo<SystemException>();
        }

        Directory.GetFiles(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Committed_file_has_no_stream_any_more()
    {
        using AtomicFile file = AtomicFile.Create(folder.File("missing/folders/result"));
        file.Commit();
        Should.Throw<ObjectDisposedException>(() => file.Stream);
        Should.Throw<ObjectDisposedException>(file.Commit);
        File.Exists(folder.File("missing/folders/result")).ShouldBeTrue();
    }

    [Fact]
    public void Locked_directory_is_refused_until_the_lock_is_released()
    {
        using (DirectoryLock.Acquire(folder.File("build")))
        {
            StorageException error = Should.Throw<StorageException>(() => DirectoryLock.Acquire(folder.File("build")));
            error.Path.ShouldBe(folder.File("build"));
            error.Hint.ShouldNotBeNull();
        }

        using DirectoryLock again = DirectoryLock.Acquire(folder.File("build"));
    }

    [Fact]
    public void Lock_is_seen_between_processes_in_both_directions()
    {
        string path = Path.Combine(folder.Path, DirectoryLock.FileName);
        using (DirectoryLock.Acquire(folder.Path))
        {
            TryLockElsewhere(path).ShouldBe(1);
        }

        TryLockElsewhere(path).ShouldBe(0);

        using Process other = Process.Start(new ProcessStartInfo("flock", ["-n", path, "sh", "-c", "echo locked; read end"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        other.StandardOutput.ReadLine().ShouldBe("locked");
        Should.Throw<StorageException>(() => DirectoryLock.Acquire(folder.Path));
        other.StandardInput.Close();
        other.WaitForExit();
        using DirectoryLock again = DirectoryLock.Acquire(folder.Path);
    }

    [Fact]
    public void File_in_place_of_the_directory_is_not_mistaken_for_a_lock()
    {
        string path = folder.Write("file", "x");
        Should.Throw<IOException>(() => DirectoryLock.Acquire(path)).ShouldNotBeOfType<StorageException>();
    }

    [Fact]
    public void Mapped_file_shows_its_bytes_and_refuses_ranges_outside()
    {
        string path = folder.Write("data", "0123456789");
        using MappedFile file = MappedFile.Open(path);
        file.Length.ShouldBe(10);
        file.Span(0, 10).SequenceEqual("0123456789"u8).ShouldBeTrue();
        file.Span(3, 4).SequenceEqual("3456"u8).ShouldBeTrue();
        file.Span(10, 0).Length.ShouldBe(0);
        foreach ((long offset, int length) in ((long, int)[])[(0, 11), (10, 1), (11, 0), (-1, 1), (1, -1), (long.MaxValue, 1), (1, int.MaxValue), (long.MinValue, int.MinValue)])
        {
            Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Span(offset, length).Length);
        }

        file.Dispose();
        Should.Throw<ObjectDisposedException>(() => _ = file.Span(0, 1).Length);
    }

    [Fact]
    public void Empty_file_can_be_mapped()
    {
        using MappedFile file = MappedFile.Open(folder.Write("empty", string.Empty));
        file.Length.ShouldBe(0);
        file.Span(0, 0).Length.ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => _ = file.Span(0, 1).Length);
    }

    [Fact]
    public void Mapped_file_may_be_larger_than_an_array()
    {
        string path = folder.File("sparse");
        long length = (5L << 30) + 3;
        using (FileStream stream = File.Create(path))
        {
            stream.Seek(length - 3, SeekOrigin.Begin);
            stream.Write("end"u8);
        }

        using MappedFile file = MappedFile.Open(path);
        file.Length.ShouldBe(length);
        file.Span(length - 4, 4).SequenceEqual("\0end"u8).ShouldBeTrue();
    }

    private static int TryLockElsewhere(string path)
    {
        using Process process = Process.Start("flock", ["-n", path, "true"]);
        process.WaitForExit();
        return process.ExitCode;
    }
}
