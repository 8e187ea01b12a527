using Portolan.Samples.MakeCrawl;

// Usage: make-crawl --texts <folder> --output <folder>
string? texts = null;
string? output = null;
for (int index = 0; index + 1 < args.Length; index += 2)
{
    switch (args[index])
    {
        case "--texts": texts = args[index + 1]; break;
        case "--output": output = args[index + 1]; break;
        default:
            Console.Error.WriteLine($"error: unknown option '{args[index]}'");
            return 2;
    }
}

if (texts is null || output is null)
{
    Console.Error.WriteLine("error: --texts and --output are needed");
    Console.Error.WriteLine("hint: make-crawl --texts samples/crawl/texts --output samples/crawl");
    return 2;
}

try
{
    IReadOnlyList<Site> sites = SiteFile.ReadFolder(texts);
    IReadOnlyList<Capture> captures = CapturePlan.Make(sites);
    CrawlWriter.Write(output, captures);
    Console.Out.Write(HostTable.Render(captures));
    return 0;
}
catch (Exception exception) when (exception is InvalidDataException or IOException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}
