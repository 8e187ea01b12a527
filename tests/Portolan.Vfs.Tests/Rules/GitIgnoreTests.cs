using System.Diagnostics;
using System.Text;
using Portolan.Testing;
using Portolan.Vfs.Rules;

namespace Portolan.Vfs.Tests.Rules;

/// <summary>Ignore files, with git itself as the oracle.</summary>
public sealed class GitIgnoreTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "ab", "abc", "a.c", "b.c", "foo", "bar", ".x", "a b", "A", "é", "x]y", "a-b", "a\\b", "!a", "#a", "a ", "0", "9"];

    private static readonly string[] Pieces =
    [
        "*", "**", "?", "/", "/", "/**/", "**/", "/**", "[ab]", "[!a]", "[^a]", "[a-c]", "[]]", "[[:alpha:]]", "[[:digit:]x]", "[[:nope:]]", "[a", "[a-", "[-a]", "[a-]", "[\\]]", "[z-a]",
        "\\*", "\\", "\\a", "a", "b", "c", "ab", "foo", "bar", ".c", ".", "!", "#", " ", "\\ ", "é", "***", "[é]", "[[:space:]]", "[[:punct:]]", "[[:upper:]]", "[[:foo]", "[a[:digit:]-z]",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("*.o", "a.o", true)]
    [InlineData("*.o", "x/y/a.o", true)]
    [InlineData("/*.o", "x/a.o", false)]
    [InlineData("x/*.o", "x/a.o", true)]
    [InlineData("x/*.o", "x/y/a.o", false)]
    [InlineData("x/**/*.o", "x/y/z/a.o", true)]
    [InlineData("x/**/a.o", "x/a.o", true)]
    [InlineData("**/y", "y", true)]
    [InlineData("x/**", "x/y", true)]
    [InlineData("x/", "x", false)]
    [InlineData("foo\\ ", "foo ", true)]
    [InlineData("foo  ", "foo", true)]
    [InlineData("\\#a", "#a", true)]
    [InlineData("#a", "#a", false)]
    [InlineData("\\!a", "!a", true)]
    [InlineData("[[:alpha:]][!0-9]", "ax", true)]
    [InlineData("[[:alpha:]][!0-9]", "a1", false)]
    [InlineData("[a", "[a", false)]
    [InlineData("a\\", "a\\", false)]
    [InlineData("\uFEFFa\r\n", "a", true)]
    [InlineData("a\n!a", "a", false)]
    [InlineData("!a\na", "a", true)]
    public void Lines_speak_of_paths_as_gitignore_says(string file, string path, bool ignored)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(path);
        (IgnoreFile.Parse(Encoding.UTF8.GetBytes(file)).Ignores(bytes, bytes.AsSpan().LastIndexOf((byte)'/') + 1, isDirectory: false) ?? false).ShouldBe(ignored);
    }

    [ToolTheory("git")]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_ignore_files_ignore_what_git_ignores(int seed)
    {
        var random = new Random(seed);
        Git("", "init", "-q");
        // Directories with ignore files of their own, three levels of them.
        var paths = new List<(string Path, bool IsDirectory)>();
        var files = new Dictionary<string, IgnoreFile>(StringComparer.Ordinal);
        AddDirectory("", 0);
        string exclude = RandomFile(random, 3);
        File.WriteAllText(folder.File(".git/info/exclude"), exclude);

        HashSet<string> expected = GitIgnored(paths.Where(path => !path.Path.EndsWith(".gitignore", StringComparison.Ordinal)).Select(path => path.Path));
        RuleScope top = RuleScope.Top(IgnoreFile.Parse(Encoding.UTF8.GetBytes(exclude)), files[""]);
        foreach ((string path, bool isDirectory) in paths)
        {
            IsIgnored(top, files, path, isDirectory).ShouldBe(
                expected.Contains(path), $"{path} with {string.Join(" | ", files.Select(file => file.Key + ":" + string.Join(" ¶ ", File.ReadAllLines(folder.File(file.Key + ".gitignore")))))} and {exclude}");
        }

        void AddDirectory(string directory, int depth)
        {
            Directory.CreateDirectory(folder.File(directory));
            string text = RandomFile(random, depth == 0 ? 12 : 4);
            File.WriteAllText(folder.File(directory + ".gitignore"), text);
            files[directory] = IgnoreFile.Parse(Encoding.UTF8.GetBytes(text));
            foreach (string name in Names.OrderBy(_ => random.Next()).Take(10))
            {
                bool isDirectory = depth < 3 && random.Next(3) == 0;
                paths.Add((directory + name, isDirectory));
                if (isDirectory)
                {
                    AddDirectory(directory + name + "/", depth + 1);
                }
                else
                {
                    File.WriteAllText(folder.File(directory + name), "");
                }
            }
        }
    }

    [Fact]
    public void A_pattern_made_to_be_slow_is_not()
    {
        // A matcher that goes back and tries again needs longer than the universe is old for this.
        var glob = GlobPattern.Compile(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a*", 200)) + "b"));
        glob.IsMatch(Encoding.ASCII.GetBytes(new string('a', 4000))).ShouldBeFalse();
        glob.IsMatch(Encoding.ASCII.GetBytes(new string('a', 4000) + "b")).ShouldBeTrue();
        var deep = GlobPattern.Compile(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("**/*a*/", 100)) + "b"));
        deep.IsMatch(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("aa/", 1000)) + "c")).ShouldBeFalse();
        deep.IsMatch(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("aa/", 1000)) + "b")).ShouldBeTrue();
    }

    [Fact]
    public void Any_bytes_are_an_ignore_file()
    {
        var random = new Random(7);
        for (int i = 0; i < 20_000; i++)
        {
            string text = RandomFile(random, 3) + "a/ab/" + Names[random.Next(Names.Length)];
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            for (int change = random.Next(4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            IgnoreFile.Fuzz(bytes);
        }
    }

    private static bool IsIgnored(RuleScope scope, Dictionary<string, IgnoreFile> files, string path, bool isDirectory)
    {
        string[] names = path.Split('/');
        string directory = "";
        for (int i = 0; i < names.Length; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes(names[i]);
            bool last = i == names.Length - 1;
            if (scope.Ignores(name, !last || isDirectory))
            {
                return true;
            }

            directory += names[i] + "/";
            scope = last ? scope : scope.Enter(name, files[directory]);
        }

        return false;
    }

    private static string RandomFile(Random random, int lines)
    {
        var text = new StringBuilder();
        for (int line = random.Next(lines + 1); line > 0; line--)
        {
            text.Append(random.Next(4) == 0 ? "!" : "");
            for (int piece = random.Next(1, 5); piece > 0; piece--)
            {
                text.Append(random.Next(3) == 0 ? Names[random.Next(Names.Length)] : Pieces[random.Next(Pieces.Length)]);
            }

            text.Append(random.Next(8) == 0 ? "\r\n" : "\n");
        }

        return text.ToString();
    }

    private HashSet<string> GitIgnored(IEnumerable<string> paths)
    {
        string output = Git(string.Join('\0', paths), "check-ignore", "--no-index", "--stdin", "-z");
        return [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries)];
    }

    private string Git(string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = new UTF8Encoding(false),
        };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
        start.Environment["XDG_CONFIG_HOME"] = folder.Path;
        using Process process = Process.Start(start)!;
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBeLessThan(2);
        return output;
    }
}
