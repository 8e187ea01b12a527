using System.Globalization;
using System.Text;
using Portolan.Storage;

namespace Portolan.Text.Perplexity;

/// <summary>Percentiles of perplexity by language, in the format of CCNet's <c>cutoff.csv</c>: where head ends and tail begins.</summary>
/// <remarks>
/// One line a percentile, one column a language, the first line and the first column are names: <c>,de,en</c>, then
/// <c>0,12.5,11.8</c> to <c>100,…</c>. A cell that is empty or <c>nan</c> says nothing of its language. Immutable. Layout:
/// <c>docs/formats/language-models.md</c>.
/// </remarks>
public sealed class CutoffTable
{
    /// <summary>Percentiles that a whole table has: 0 to 100.</summary>
    public const int PercentileCount = 101;

    private const int MaxBytes = 1 << 24;
    private const int MaxLanguages = 4096;

    private readonly Dictionary<string, double[]> columns;

    /// <summary>Makes a table from measured percentiles.</summary>
    /// <param name="columns">For each language its perplexity at percentiles 0 to 100, NaN where nothing is known.</param>
    /// <exception cref="ArgumentException">A language has not <see cref="PercentileCount"/> values, or its code is not 1 to 32 ASCII letters, digits, <c>-</c> and <c>_</c>.</exception>
    public CutoffTable(IReadOnlyDictionary<string, IReadOnlyList<double>> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        foreach ((string language, IReadOnlyList<double> values) in columns)
        {
            if (values.Count != PercentileCount || !LanguageModelDirectory.IsLanguageCode(language))
            {
                throw new ArgumentException($"language '{language}' has {values.Count} percentiles, expected a language code with {PercentileCount}", nameof(columns));
            }
        }

        this.columns = columns.ToDictionary(c => c.Key, c => c.Value.ToArray(), StringComparer.Ordinal);
    }

    /// <summary>The languages that have a column, in ordinal order.</summary>
    public IReadOnlyList<string> Languages => [.. columns.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Reads a table.</summary>
    /// <param name="path">A CSV file, UTF-8.</param>
    /// <exception cref="StorageException">It is missing, larger than 16 MiB, or no such table; the message names the line.</exception>
    public static CutoffTable Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new StorageException($"there is no table of cut-offs at {path}", path, hint: "give a file in the format of CCNet's cutoff.csv, or from-crawl");
        }

        if (file.Length > MaxBytes)
        {
            throw new StorageException($"{path} has {file.Length} bytes, expected a table of at most {MaxBytes}", path);
        }

        return Parse(Encoding.UTF8.GetString(File.ReadAllBytes(path)), path);
    }

    /// <summary>The perplexity at a percentile.</summary>
    /// <param name="language">A language code.</param>
    /// <param name="percentile">0 to 100.</param>
    /// <returns>NaN if the table does not say.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percentile"/> is not from 0 to 100.</exception>
    public double this[string language, int percentile]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(percentile);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(percentile, PercentileCount);
            return columns.TryGetValue(language, out double[]? values) ? values[percentile] : double.NaN;
        }
    }

    /// <summary>The table as text, languages in ordinal order, as CCNet's readers expect it.</summary>
    public override string ToString()
    {
        IReadOnlyList<string> languages = Languages;
        var text = new StringBuilder();
        text.AppendJoin(',', languages.Prepend("")).Append('\n');
        for (int row = 0; row < PercentileCount; row++)
        {
            text.Append(row.ToString(CultureInfo.InvariantCulture));
            foreach (string language in languages)
            {
                double value = columns[language][row];
                text.Append(',').Append(Written(value));
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Writes the table, complete or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The device failed.</exception>
    public void Write(string path) => AtomicFile.WriteAllText(path, ToString());

    /// <summary>Reads bytes as a table; whatever they are, only a <see cref="StorageException"/> comes of it.</summary>
    internal static bool Fuzz(ReadOnlySpan<byte> data)
    {
        try
        {
            CutoffTable table = Parse(Encoding.UTF8.GetString(data), "fuzz");
            return Parse(table.ToString(), "again").ToString() == table.ToString()
                ? true
                : throw new InvalidOperationException("a table changes when it is written and read again");
        }
        catch (StorageException)
        {
            return false;
        }
    }

    internal static CutoffTable Parse(string text, string path)
    {
        string[] lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        string[] languages = [.. lines[0].Split(',').Skip(1).Select(Unquoted)];
        if (languages.Length is 0 or > MaxLanguages || languages.FirstOrDefault(l => !LanguageModelDirectory.IsLanguageCode(l)) is not null)
        {
            throw Bad(path, 1, "expected an empty name and then language codes, such as ',de,en'");
        }

        Dictionary<string, double[]> columns = new(StringComparer.Ordinal);
        foreach (string language in languages)
        {
            double[] empty = new double[PercentileCount];
            Array.Fill(empty, double.NaN);
            if (!columns.TryAdd(language, empty))
            {
                throw Bad(path, 1, $"language {language} occurs twice");
            }
        }

        bool[] seen = new bool[PercentileCount];
        for (int i = 1; i < lines.Length; i++)
        {
            string[] cells = lines[i].Split(',');
            if (cells.Length != languages.Length + 1)
            {
                throw Bad(path, i + 1, $"found {cells.Length} cells, expected {languages.Length + 1}");
            }

            if (!double.TryParse(Unquoted(cells[0]), NumberStyles.Float, CultureInfo.InvariantCulture, out double name) || name is not (>= 0 and <= 100) || name != Math.Floor(name) || seen[(int)name])
            {
                throw Bad(path, i + 1, $"found '{cells[0]}', expected a percentile from 0 to 100 that no other line has");
            }

            seen[(int)name] = true;
            for (int column = 0; column < languages.Length; column++)
            {
                columns[languages[column]][(int)name] = Cell(Unquoted(cells[column + 1]), path, i + 1);
            }
        }

        return new CutoffTable(columns.ToDictionary(c => c.Key, c => (IReadOnlyList<double>)c.Value, StringComparer.Ordinal));
    }

    // As Python writes it: shortest, with a decimal point.
    private static string Written(double value)
    {
        string shortest = double.IsNaN(value) ? "" : value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.All(char.IsAsciiDigit) && shortest.Length > 0 ? shortest + ".0" : shortest;
    }

    private static double Cell(string cell, string path, int line)
    {
        if (cell.Length == 0 || cell.Equals("nan", StringComparison.OrdinalIgnoreCase))
        {
            return double.NaN;
        }

        return double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) && value >= 0
            ? value
            : throw Bad(path, line, $"found '{cell}', expected a perplexity");
    }

    private static string Unquoted(string cell)
    {
        string trimmed = cell.Trim();
        return trimmed is ['"', .., '"'] ? trimmed[1..^1] : trimmed;
    }

    private static StorageException Bad(string path, int line, string message) => new(
        string.Create(CultureInfo.InvariantCulture, $"{path}, line {line}: {message}"),
        path,
        hint: "the format is that of CCNet's cutoff.csv: one line a percentile, one column a language");
}
