using Portolan.Cli.Settings;

namespace Portolan.Cli.Commands;

/// <summary>Lists of numbers on the command line, such as <c>-4,-2</c>.</summary>
internal static class GeometryNumbers
{
    /// <summary>The numbers between the commas.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="name">The option, for the error.</param>
    /// <exception cref="UsageException">One of them is not a finite number.</exception>
    public static double[] Parse(string text, string name)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        double[] numbers = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!Quantity.TryParseNumber(parts[i], out numbers[i]))
            {
                throw new UsageException($"{name}: '{parts[i]}' is not a number", "write numbers with a point for decimals and commas between them, such as 1,0.8,0.8,1");
            }
        }

        return numbers;
    }

    /// <summary>As many numbers as asked for.</summary>
    /// <inheritdoc cref="Parse(string, string)"/>
    public static double[] Parse(string text, string name, int count, string what)
    {
        double[] numbers = Parse(text, name);
        return numbers.Length == count
            ? numbers
            : throw new UsageException($"{name}: {numbers.Length} numbers, expected {count}: {what}", null);
    }

    /// <summary><c>(1, 0.8)</c>, for notes in pictures.</summary>
    public static string Show(double[] numbers) => $"({string.Join(", ", numbers.Select(Show))})";

    /// <summary><c>[1, 0.8; 0.8, 1]</c>, a matrix of two rows.</summary>
    public static string ShowMatrix(double[] numbers) => $"[{Show(numbers[0])}, {Show(numbers[1])}; {Show(numbers[2])}, {Show(numbers[3])}]";

    private static string Show(double number) => Quantity.Plain(Math.Round(number, 4)).Replace('-', '−');
}
