using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Portolan.Vfs.Reading;

/// <summary>The text of a PDF, through <c>pdftotext</c> of poppler-utils or xpdf.</summary>
internal static class PdfText
{
    // Of a book the first pages say what it is about, and their text is far less than this.
    private const int MaxBytes = 4 << 20;
    private const string LastPage = "64";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Reads an open file.</summary>
    /// <param name="file">The file; its position does not matter.</param>
    /// <param name="program">What to start: a name that is looked for in PATH, or a path.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    public static FileText Read(SafeFileHandle file, string program, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // The open file by its number: no name of a file is ever an option to the program, and names that are not UTF-8 work too.
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{file.DangerousGetHandle()}");
        foreach (string argument in (ReadOnlySpan<string>)["-q", "-enc", "UTF-8", "-l", LastPage, path, "-"])
        {
            start.ArgumentList.Add(argument);
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException)
        {
            return FileText.Without(SkipReason.NeedsPdfToText, Rules.FileType.Pdf);
        }

        using (process)
        {
            return Read(process, cancellationToken);
        }
    }

    private static FileText Read(Process process, CancellationToken cancellationToken)
    {
        process.StandardInput.Close();
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        using CancellationTokenRegistration end = deadline.Token.Register(static state => End((Process)state!), process);
        var content = new MemoryStream();
        byte[] buffer = new byte[1 << 14];
        Stream output = process.StandardOutput.BaseStream;
        int count;
        while (content.Length < MaxBytes && (count = output.Read(buffer)) > 0)
        {
            content.Write(buffer, 0, count);
        }

        bool complete = content.Length < MaxBytes;
        if (!complete)
        {
            End(process);
        }

        process.WaitForExit();
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.IsCancellationRequested || (complete && process.ExitCode != 0))
        {
            return FileText.Without(SkipReason.PdfFailed, Rules.FileType.Pdf);
        }

        // Pages end in form feeds.
        string text = Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length).Replace('\f', '\n');
        return string.IsNullOrWhiteSpace(text) ? FileText.Without(SkipReason.NoText, Rules.FileType.Pdf) : new FileText { Type = Rules.FileType.Pdf, Text = text };
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }
}
