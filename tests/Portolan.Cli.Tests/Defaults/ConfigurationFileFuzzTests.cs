using System.Text;
using Portolan.Cli.Defaults;

namespace Portolan.Cli.Tests.Defaults;

public sealed class ConfigurationFileFuzzTests
{
    [Fact]
    public void Damaged_files_are_refused_in_words()
    {
        byte[] seed = Encoding.UTF8.GetBytes("quiet: true\ncorpus:\n  build: {memory: 2GB, input: [a, 'b', \"c\\n\"]}\n  show: &x |\n    text\n# end\n");
        var random = new Random(20240518);
        for (int i = 0; i < 5000; i++)
        {
            byte[] mutated = [.. seed];
            for (int edit = random.Next(1, 6); edit > 0; edit--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }

            ConfigurationFile.Fuzz(mutated.AsSpan(0, random.Next(mutated.Length + 1)));
        }
    }

    [Fact]
    public void Deep_nesting_is_refused_before_it_costs_stack() =>
        Should.Throw<UsageException>(() => ConfigurationFile.Parse(new StringReader(string.Concat(Enumerable.Repeat("{a: ", 50))), "portolan.yaml"));
}
