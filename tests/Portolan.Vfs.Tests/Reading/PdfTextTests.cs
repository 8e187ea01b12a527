using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Portolan.Testing;
using Portolan.Vfs.Reading;

namespace Portolan.Vfs.Tests.Reading;

/// <summary>The program that reads PDF, played by scripts.</summary>
public sealed class PdfTextTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_program_is_given_the_open_file_and_never_a_name()
    {
        string script = Script("for a in \"$@\"; do echo \"[$a]\" >> arguments; done; for a in \"$@\"; do case $a in /proc/*) cat \"$a\";; esac; done");
        FileText text = Read(script, "-rf ; name.pdf", "%PDF-1.4 the words of the page\f");
        text.Text.ShouldBe("%PDF-1.4 the words of the page\n");
        string arguments = File.ReadAllText(folder.File("arguments"));
        arguments.ShouldContain("[/proc/");
        arguments.ShouldNotContain("name.pdf");
    }

    [Fact]
    public void A_program_that_is_missing_fails_or_prints_nothing_is_a_reason()
    {
        Read(folder.File("nothing-there"), "a.pdf", "%PDF-").Reason.ShouldBe(SkipReason.NeedsPdfToText);
        Read(Script("exit 3"), "a.pdf", "%PDF-").Reason.ShouldBe(SkipReason.PdfFailed);
        Read(Script("printf ' \\f'"), "a.pdf", "%PDF-").Reason.ShouldBe(SkipReason.NoText);
    }

    [Fact]
    public void Output_without_end_is_cut()
    {
        FileText text = Read(Script("exec yes words"), "a.pdf", "%PDF-");
        text.Text.ShouldStartWith("words\nwords\n");
        text.Text.Length.ShouldBeLessThanOrEqualTo(5 << 20);
    }

    [Fact]
    public async Task Cancelling_ends_the_program()
    {
        using var end = new CancellationTokenSource();
        string script = Script("echo started > started; exec sleep 600");
        Task<FileText> reading = Task.Run(() => Read(script, "a.pdf", "%PDF-", end.Token));
        while (!File.Exists(folder.File("started")))
        {
            await Task.Delay(10);
        }

        await end.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    private FileText Read(string program, string name, string content, CancellationToken cancellationToken = default)
    {
        using SafeFileHandle file = File.OpenHandle(folder.Write(name, content));
        return PdfText.Read(file, program, cancellationToken);
    }

    private string Script(string body)
    {
        string path = folder.Write("pdftotext", $"#!/bin/sh\ncd '{folder.Path}'\n{body}\n");
        using Process chmod = Process.Start("chmod", ["+x", path]);
        chmod.WaitForExit();
        return path;
    }
}
