using System.Security.Cryptography;
using System.Text;
using Portolan.Storage;
using Portolan.Storage.Compression;

namespace Portolan.Corpus.Urls.Blocklists;

/// <summary>Compiles lists of bad addresses into one file that is mapped and used as it lies.</summary>
/// <remarks>
/// Lists are streamed, whatever their size: memory is what <see cref="BlocklistBuildOptions.MemoryBytes"/> says and a little more.
/// The file depends on the lists and their order alone.
/// </remarks>
public sealed class BlocklistBuilder
{
    private const int MaxLineBytes = 1 << 16;
    private const string LongLine = "a line of more than 65536 bytes";
    private const string DamagedFile = "the compressed file is damaged";

    private readonly BlocklistBuildOptions options;
    private readonly RuleParser parser = new();
    private readonly List<SourceCount> sources = [];
    private readonly List<BlocklistIndex.ExpressionEntry> expressions = [];
    private readonly List<BlocklistProblem> problems = [];

    private bool hasSingleLabels;

    private BlocklistBuilder(BlocklistBuildOptions options) => this.options = options;

    /// <summary>Reads the lists and writes the file.</summary>
    /// <param name="options">What to compile.</param>
    /// <param name="progress">Told now and then how many lines were read; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work; nothing is written then.</param>
    /// <exception cref="CorpusException">There is no list, or none of a wanted category, or there is nothing in them.</exception>
    /// <exception cref="StorageException">There is no public suffix list.</exception>
    public static BlocklistBuildResult Build(BlocklistBuildOptions options, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new BlocklistBuilder(options).Run(progress, cancellationToken);
    }

    private BlocklistBuildResult Run(IProgress<long>? progress, CancellationToken cancellationToken)
    {
        List<ListFile> files = [.. options.Lists.SelectMany(list => ListFile.Of(list, isAllowed: false))];
        if (options.Categories.FirstOrDefault(c => files.All(f => f.Category != c)) is { } missing)
        {
            throw new CorpusException(
                $"no list has category '{missing}'; there are {string.Join(", ", files.Select(f => f.Category).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}");
        }

        files.RemoveAll(f => options.Categories.Count > 0 && !options.Categories.Contains(f.Category));
        files.AddRange(options.Allow.SelectMany(list => ListFile.Of(list, isAllowed: true)));
        if (files.Count == 0)
        {
            throw new CorpusException("no list was given");
        }

        PublicSuffixList? suffixes = options.KeepSuffixes ? null : PublicSuffixList.Load(options.PublicSuffixes);
        string directory = Path.GetDirectoryName(Path.GetFullPath(options.Output))!;
        Directory.CreateDirectory(directory);
        using var sorter = new RuleSorter(Path.GetFullPath(options.Output), Math.Max(1_000_000, options.MemoryBytes));
        long lines = 0;
        foreach (ListFile file in files)
        {
            var list = new ListCompilation(file, this, sorter, suffixes);
            lines = Read(file, list, lines, progress, cancellationToken);
            problems.AddRange(list.Problems);
        }

        progress?.Report(lines);
        return Write(sorter, cancellationToken);
    }

    private long Read(ListFile file, ListCompilation list, long lines, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        using ByteSource source = Open(file);
        ListFormat format = file.DetectFormat(source);
        while (source.Ensure(1))
        {
            if ((++lines & 0xFFFF) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(lines);
            }

            list.Line++;
            int feed = source.FindLineFeed(MaxLineBytes);
            if (feed < 0 && source.Window.Length > MaxLineBytes)
            {
                list.Begin(source.Window);
                list.Problem(LongLine, isRejected: true);
                SkipLine(source);
                continue;
            }

            ReadOnlySpan<byte> line = feed < 0 ? source.Window : source.Window[..feed];
            list.Begin(line);
            parser.Rule(list.Line == 1 && line.StartsWith("\uFEFF"u8) ? line[3..] : line, format, list);
            source.Advance(feed < 0 ? line.Length : feed + 1);
        }

        if (source.Damage is { } damage)
        {
            list.Begin(Encoding.UTF8.GetBytes(FormattableString.Invariant($"byte {damage.Offset}: {damage.Reason}")));
            list.Problem(DamagedFile, isRejected: true);
        }

        return lines;
    }

    private static ByteSource Open(ListFile file)
    {
        try
        {
            return ByteSource.Open(file.Path);
        }
        catch (Exception e) when (e is IOException and not StorageException or UnauthorizedAccessException)
        {
            throw new CorpusException($"cannot read list {file.Path}: {e.Message}", file.Path, innerException: e);
        }
    }

    private static void SkipLine(ByteSource source)
    {
        while (source.Ensure(1))
        {
            int feed = source.Window.IndexOf((byte)'\n');
            source.Advance(feed < 0 ? source.Window.Length : feed + 1);
            if (feed >= 0)
            {
                return;
            }
        }
    }

    private BlocklistBuildResult Write(RuleSorter sorter, CancellationToken cancellationToken)
    {
        // The number of different rules sets the size of the table, so that they wait in a file until it is known.
        string waiting = Path.GetFullPath(options.Output) + ".rules" + AtomicFile.TemporarySuffix;
        try
        {
            var sets = new SourceSets();
            (long entries, long rules) = BlocklistTable.WriteRules(sorter.Merge(), sets, waiting, cancellationToken);
            if (entries == 0 && expressions.Count == 0)
            {
                throw new CorpusException($"there is no rule in {string.Join(", ", options.Lists)}", hint: "check that the lists are ones that docs/guide/url-filter.md names");
            }

            var index = new BlocklistIndex { Rules = rules + expressions.Count, Sources = [.. sources.Select(s => s.Total)], Sets = sets.Sets, Expressions = expressions };
            using AtomicFile file = AtomicFile.Create(options.Output, bufferSize: 1 << 20);
            file.Stream.Write(new byte[BlocklistHeader.Bytes]);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            (long homes, long slots) = BlocklistTable.WriteSlots(RuleSorter.ReadRun(waiting), entries, file.Stream, hash);
            byte[] json = index.Write();
            file.Stream.Write(json);
            hash.AppendData(json);
            long length = file.Stream.Position;
            file.Stream.Position = 0;
            file.Stream.Write(new BlocklistHeader(homes, slots, entries, hasSingleLabels, json.Length, hash.GetHashAndReset()).Write());
            file.Commit();
            return new BlocklistBuildResult(index.Sources, index.Rules, length, problems);
        }
        finally
        {
            File.Delete(waiting);
        }
    }

    private sealed class SourceCount(ListFile file, bool isAllowed)
    {
        public long Domains { get; set; }

        public long Urls { get; set; }

        public long Expressions { get; set; }

        public BlocklistSource Total => new(file.Name, file.Category, isAllowed, Domains, Urls, Expressions);
    }

    /// <summary>What becomes of one list: its rules as records, its sources, its problems.</summary>
    private sealed class ListCompilation(ListFile file, BlocklistBuilder build, RuleSorter sorter, PublicSuffixList? suffixes) : RuleParser.IRules
    {
        private const int MaxExamples = 100;
        private const int MaxExampleBytes = 200;
        private const string IsSuffix = "a registry's suffix, which would block every site below";

        private readonly Dictionary<string, (bool IsRejected, long Count, List<(long, string)> Examples)> problems = new(StringComparer.Ordinal);
        private readonly byte[] text = new byte[MaxExampleBytes];
        private int blocked = -1, allowed = -1, textLength;

        public long Line { get; set; }

        public IEnumerable<BlocklistProblem> Problems =>
            problems.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new BlocklistProblem(file.Name, p.Key, p.Value.IsRejected, p.Value.Count, p.Value.Examples));

        public void Begin(ReadOnlySpan<byte> line)
        {
            textLength = Math.Min(line.Length, MaxExampleBytes);
            line[..textLength].CopyTo(text);
        }

        public void Domain(ReadOnlySpan<byte> host, bool isName, bool isException)
        {
            if (isName && suffixes is not null && suffixes.Find(host, withPrivate: false).RegisteredStart < 0)
            {
                Problem(IsSuffix, isRejected: true);
                return;
            }

            int source = Source(isException || file.IsAllowed);
            build.sources[source].Domains++;
            build.hasSingleLabels |= isName && !host.Contains((byte)'.');
            sorter.Add(RuleHash.OfHost(host, isName).Key, (uint)source);
        }

        public void Url(ReadOnlySpan<byte> host, bool isName, ReadOnlySpan<byte> prefix)
        {
            int source = Source(file.IsAllowed);
            build.sources[source].Urls++;
            RuleHash marker = RuleHash.OfHost(host, isName), rule = marker;
            rule.Add(prefix, RuleHash.Prefix);
            marker.Add(default, RuleHash.Marker);
            sorter.Add(rule.Key, (uint)source);
            sorter.Add(marker.Key, RuleRecord.MarkerBit | (uint)prefix.Length);
        }

        public void Expression(string pattern)
        {
            int source = Source(file.IsAllowed);
            build.sources[source].Expressions++;
            build.expressions.Add(new BlocklistIndex.ExpressionEntry(source, Line, pattern));
        }

        public void Problem(string reason, bool isRejected)
        {
            (_, long count, List<(long, string)> examples) = problems.GetValueOrDefault(reason, (isRejected, 0, []));
            if (examples.Count < MaxExamples)
            {
                examples.Add((Line, Encoding.UTF8.GetString(text.AsSpan(0, textLength)).TrimEnd('\r')));
            }

            problems[reason] = (isRejected, count + 1, examples);
        }

        private int Source(bool isAllowed)
        {
            ref int source = ref isAllowed ? ref allowed : ref blocked;
            if (source < 0)
            {
                source = build.sources.Count;
                build.sources.Add(new SourceCount(file, isAllowed));
            }

            return source;
        }
    }
}
