namespace Portolan.Cli.Output;

/// <summary>A few lines on a screen that are replaced by later ones, and removed at the end; nothing where there is no screen.</summary>
internal sealed class ScreenList(Terminal terminal, Lock gate, bool silent) : IDisposable
{
    private int drawn;

    /// <summary>Whether anything would be seen.</summary>
    public bool IsShown => !silent && terminal.ErrorIsScreen && terminal.OutputIsScreen;

    public void Show(IReadOnlyList<string> lines)
    {
        if (!IsShown)
        {
            return;
        }

        lock (gate)
        {
            Erase();
            // A full last column wraps on some terminals, and the lines could not be found again.
            int room = Math.Max(terminal.Width - 1, 10);
            foreach (string line in lines)
            {
                terminal.Error.Write((line.Length <= room ? line : line[..room]) + "\n");
            }

            drawn = lines.Count;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            Erase();
        }
    }

    private void Erase()
    {
        if (drawn > 0)
        {
            terminal.Error.Write($"\e[{drawn}A\r\e[J");
            drawn = 0;
        }
    }
}
