using System.Text;
using Portolan.Cli.Commands;

namespace Portolan.Cli.Tests.Geometry;

public sealed class NumberTableTests
{
    [Theory]
    [InlineData("1,2\n3,4")]
    [InlineData("x,y\n1,2\n3,4\n")]
    [InlineData("# points\n1;2\n\n3;4")]
    [InlineData("1\t2\r\n3\t4\r\n")]
    [InlineData("1 2\n3e0 4.0")]
    [InlineData(" 1   2 \n\t \n3 4\n")]
    [InlineData(",x,y\n1, 2\n3 ,4")]
    [InlineData("1;2\n3,4")]
    public void Numbers_are_read_whatever_stands_between_them(string text)
    {
        NumberTable table = NumberTable.Parse(text.Split('\n'), "points.csv");
        (table.Rows, table.Columns).ShouldBe((2, 2));
        table.Values.ShouldBe([1, 2, 3, 4]);
    }

    [Theory]
    [InlineData("", "points.csv has no numbers in it")]
    [InlineData("x,y\n", "points.csv has no numbers in it")]
    [InlineData("1,2\n3", "line 2 of points.csv has 1 numbers, expected 2 as in the lines before")]
    [InlineData("1,2,3\n1,,3", "line 2 of points.csv: field 2 is empty, expected a number")]
    [InlineData("1,,3", "line 1 of points.csv: field 2 is empty, expected a number")]
    [InlineData("1\t\n", "line 1 of points.csv: field 2 is empty, expected a number")]
    [InlineData("1,2,\n3,4,", "line 1 of points.csv: field 3 is empty, expected a number")]
    [InlineData("x;y\n1,5;2,5", "line 2 of points.csv: '1,5' is not a number")]
    [InlineData("x\ty\n1,5\t2,5", "line 2 of points.csv: '1,5' is not a number")]
    [InlineData("1,2\n3,x", "line 2 of points.csv: 'x' is not a number")]
    [InlineData("1,2\n3,\u001b[31m", "line 2 of points.csv: '\uFFFD[31m' is not a number")]
    public void What_is_no_table_is_refused_with_its_line(string text, string message) =>
        Should.Throw<GeometryInputException>(() => NumberTable.Parse(text.Split('\n'), "points.csv")).Message.ShouldBe(message);

    [Fact]
    public void Any_bytes_give_a_table_or_a_refusal()
    {
        byte[] seed = Encoding.UTF8.GetBytes("x,y\n1.5,-2e3\n3,4\n#c\n5;6\n");
        var random = new Random(7);
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. seed];
            for (int change = random.Next(1, 6); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            NumberTable.Fuzz(bytes);
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("- 1")]
    [InlineData("- {weight: 1}")]
    [InlineData("- {weight: x, mean: [0], covariance: 1}")]
    [InlineData("- {weight: 1, mean: [0, 0], covariance: [1, 2, 3]}")]
    [InlineData("- {weight: 1, mean: [], covariance: 1}")]
    [InlineData("- {weight: 1, mean: [0], covariance: &c 1}\n- {weight: 1, mean: [0], covariance: *c}")]
    [InlineData("&a [*a]")]
    [InlineData("- &a {weight: 1, mean: &m [*m], covariance: 1}")]
    [InlineData("- {weight: 1, mean: [0], covariance: 1}\n- {weight: 1, mean: [0, 0], covariance: 1}")]
    [InlineData("[")]
    public void A_file_that_is_no_mixture_is_refused(string text) =>
        Should.Throw<GeometryInputException>(() => GeometryMixture.ParseFile(text, "m.yaml")).Hint.ShouldNotBeNull();

    [Fact]
    public void Deep_nesting_is_refused_before_it_can_overflow_the_stack()
    {
        foreach (string deep in (string[])[new string('[', 200_000), string.Concat(Enumerable.Repeat("{a: ", 200_000)), string.Concat(Enumerable.Repeat("- ", 2_000)) + "1"])
        {
            Should.Throw<GeometryInputException>(() => GeometryMixture.ParseFile(deep, "m.yaml")).Message.ShouldBe("m.yaml, line 1: nested more than 8 deep");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Mutated_mixtures_are_mixtures_or_refusals(int seed)
    {
        const string Signs = "{}[]&*:?-|>!%@`\"'#,\n\t ";
        byte[] original = Encoding.UTF8.GetBytes("# two components\n- {weight: 0.5, mean: [-2, 0], covariance: [[1, 0], [0, 1]]}\n- weight: 0.5\n  mean: [2, 0]\n  covariance: 1\n");
        var random = new Random(seed);
        int read = 0;
        for (int round = 0; round < 1000; round++)
        {
            byte[] bytes = [.. original];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int at = random.Next(bytes.Length);
                bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)Signs[random.Next(Signs.Length)];
            }

            read += GeometryMixture.Fuzz(bytes) ? 1 : 0;
        }

        read.ShouldBeInRange(1, 999);
    }
}
