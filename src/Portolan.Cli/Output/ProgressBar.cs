using System.Globalization;
using System.Text;
using Portolan.Cli.Settings;
using Portolan.Storage;

namespace Portolan.Cli.Output;

/// <summary>How far a long job is: a bar on a screen, a line now and then elsewhere.</summary>
/// <remarks>
/// Nothing is shown in the first second. A screen is redrawn ten times a second at the most; elsewhere a line is printed every ten
/// seconds. <see cref="Advance"/> and <see cref="Report"/> may be called from any thread and cost one atomic operation. Disposing
/// removes the bar from the screen.
/// </remarks>
internal sealed class ProgressBar : IDisposable
{
    private const int BarCells = 24;
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(10);

    private readonly string label;
    private readonly long? total;
    private readonly ProgressUnit unit;
    private readonly Terminal terminal;
    private readonly Lock gate;
    private readonly long started;
    private readonly ITimer? timer;
    private long done;
    private string detail = "";
    private bool drawn;
    private bool disposed;

    public ProgressBar(string label, long? total, ProgressUnit unit, Terminal terminal, Lock gate, bool silent)
    {
        this.label = label;
        this.total = total;
        this.unit = unit;
        this.terminal = terminal;
        this.gate = gate;
        started = terminal.Time.GetTimestamp();
        if (!silent)
        {
            timer = terminal.ErrorIsScreen
                ? terminal.Time.CreateTimer(_ => Draw(), null, Silence, RedrawInterval)
                : terminal.Time.CreateTimer(_ => Draw(), null, LineInterval, LineInterval);
        }
    }

    /// <summary>A few words after the numbers, such as the current stage.</summary>
    public string Detail
    {
        get => Volatile.Read(ref detail);
        set => Volatile.Write(ref detail, value);
    }

    public void Advance(long count) => Interlocked.Add(ref done, count);

    public void Report(long count) => Interlocked.Exchange(ref done, count);

    /// <summary>Removes the bar until the next redraw; the caller holds the lock.</summary>
    public void Erase()
    {
        if (drawn)
        {
            terminal.Error.Write("\r\e[2K");
            drawn = false;
        }
    }

    public void Dispose()
    {
        timer?.Dispose();
        lock (gate)
        {
            Erase();
            disposed = true;
        }
    }

    /// <summary>The line for a moment: pure, so that it can be tested.</summary>
    internal static string Render(string label, long done, long? total, ProgressUnit unit, TimeSpan elapsed, string detail)
    {
        var line = new StringBuilder(label);
        if (total is > 0)
        {
            double part = Math.Clamp((double)done / total.Value, 0, 1);
            int full = (int)(part * BarCells);
            line.Append(" [").Append('#', full).Append('-', BarCells - full).Append("] ");
            // Rounded down: 100 % is shown when it is done and not before.
            line.Append(CultureInfo.InvariantCulture, $"{Math.Floor(part * 100):0}%");
        }

        line.Append(' ').Append(Amount(done, unit));
        if (total is > 0)
        {
            line.Append(" of ").Append(Amount(total.Value, unit));
        }

        double seconds = elapsed.TotalSeconds;
        if (seconds > 0 && done > 0)
        {
            double rate = done / seconds;
            line.Append(", ").Append(Amount((long)rate, unit)).Append("/s");
            if (total is > 0 && done < total.Value)
            {
                line.Append(", ").Append(Quantity.Duration(TimeSpan.FromSeconds(Math.Min((total.Value - done) / rate, 1e9)))).Append(" left");
            }
        }

        if (detail.Length > 0)
        {
            line.Append(" (").Append(detail).Append(')');
        }

        return line.ToString();
    }

    private void Draw()
    {
        lock (gate)
        {
            if (disposed)
            {
                return;
            }

            string line = Render(label, Interlocked.Read(ref done), total, unit, terminal.Time.GetElapsedTime(started), Detail);
            if (!terminal.ErrorIsScreen)
            {
                terminal.Error.Write(line + "\n");
                return;
            }

            // One column is left free: a full last column wraps on some terminals, and the bar would leave a trail.
            int room = Math.Max(terminal.Width - 1, 10);
            terminal.Error.Write("\r\e[2K" + (line.Length <= room ? line : line[..room]));
            drawn = true;
        }
    }

    private static string Amount(long value, ProgressUnit unit) => unit == ProgressUnit.Bytes ? ByteSize.Format(value) : Quantity.Count(value);
}
