using System.Globalization;
using System.Text;
using Portolan.Tensors;

namespace Portolan.Cli.Commands;

/// <summary>Rows of numbers from a <c>.npy</c> or <c>.csv</c> file.</summary>
/// <param name="Rows">How many rows, 1 or more.</param>
/// <param name="Columns">Numbers in each, 1 or more.</param>
/// <param name="Values">(rows, columns) row-major, all finite.</param>
internal sealed record NumberTable(int Rows, int Columns, double[] Values)
{
    // 2^28 doubles are 2 GiB, more than any picture or distance matrix here can use.
    private const long MaxNumbers = 1L << 28;

    /// <summary>Reads a file of the kind that its ending says.</summary>
    /// <exception cref="UsageException">The ending is another one.</exception>
    /// <exception cref="InvalidDataException">The file holds no table of finite numbers.</exception>
    public static NumberTable Read(string path)
    {
        NumberTable table = Path.GetExtension(path) switch
        {
            ".npy" => ReadNpy(path),
            ".csv" or ".tsv" or ".txt" => Parse(File.ReadLines(path, Encoding.UTF8), path),
            var ending => throw new UsageException($"cannot tell what '{path}' is by its ending '{ending}'", "give a .npy or .csv file"),
        };
        for (int i = 0; i < table.Values.Length; i++)
        {
            if (!double.IsFinite(table.Values[i]))
            {
                throw new GeometryInputException(
                    string.Create(CultureInfo.InvariantCulture, $"row {i / table.Columns}, column {i % table.Columns} of {path} is {table.Values[i]}, expected a finite number (counted from 0)"),
                    "remove rows with missing values");
            }
        }

        return table;
    }

    /// <summary>Reads lines of numbers with semicolons, tabs, commas or blanks between; a first line without any number is a heading.</summary>
    /// <remarks>A line has one separator, the first of these that occurs in it: a field <c>1,5</c> between semicolons is no number, and not two.</remarks>
    internal static NumberTable Parse(IEnumerable<string> lines, string path)
    {
        var values = new List<double>();
        int columns = 0, lineNumber = 0;
        foreach (string line in lines)
        {
            lineNumber++;
            string[] fields = Fields(line);
            if (fields.Length == 0 || fields[0].StartsWith('#') || (columns == 0 && lineNumber == 1 && !fields.Any(field => TryParse(field, out _))))
            {
                continue;
            }

            columns = columns == 0 ? fields.Length : columns;
            if (fields.Length != columns)
            {
                throw new GeometryInputException($"line {lineNumber} of {path} has {fields.Length} numbers, expected {columns} as in the lines before", "give one point a line, each with as many coordinates");
            }

            for (int column = 0; column < columns; column++)
            {
                values.Add(TryParse(fields[column], out double value) ? value
                    : fields[column].Length == 0
                        ? throw new GeometryInputException($"line {lineNumber} of {path}: field {column + 1} is empty, expected a number", "remove rows with missing values, and separators at the ends of lines")
                        : throw new GeometryInputException($"line {lineNumber} of {path}: '{Shortened(fields[column])}' is not a number", "numbers have a point for decimals"));
            }

            ThrowIfTooMany(values.Count, path);
        }

        return columns > 0
            ? new NumberTable(values.Count / columns, columns, [.. values])
            : throw new GeometryInputException($"{path} has no numbers in it", "give one point a line, its coordinates with commas between");
    }

    /// <summary>For fuzzing: any bytes give a table or the room's exception.</summary>
    internal static void Fuzz(ReadOnlySpan<byte> bytes)
    {
        try
        {
            _ = Parse(Encoding.UTF8.GetString(bytes).Split('\n'), "fuzz.csv");
        }
        catch (GeometryInputException)
        {
            // Not a table, and said so.
        }
    }

    private static NumberTable ReadNpy(string path)
    {
        using NpyFile file = NpyFile.Open(path);
        if (file.Shape.Length != 2 || file.Count == 0)
        {
            throw new GeometryInputException($"the array in {path} has the shape ({string.Join(", ", file.Shape.ToArray())}), expected (points, dimensions)", "save it as array.reshape(n, d)");
        }

        ThrowIfTooMany(file.Count, path);
        return new NumberTable((int)file.Shape[0], (int)file.Shape[1], file.ToDoubles());
    }

    private static void ThrowIfTooMany(long count, string path)
    {
        if (count > MaxNumbers)
        {
            throw new GeometryInputException($"{path} has more than {MaxNumbers} numbers", "give a sample of its rows");
        }
    }

    private static string[] Fields(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return [];
        }

        foreach (char separator in (ReadOnlySpan<char>)[';', '\t', ','])
        {
            if (line.Contains(separator))
            {
                return line.Split(separator, StringSplitOptions.TrimEntries);
            }
        }

        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static bool TryParse(string field, out double value) => double.TryParse(field, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static string Shortened(string field)
    {
        string visible = string.Concat(field.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return visible.Length <= 40 ? visible : visible[..40] + "…";
    }
}
