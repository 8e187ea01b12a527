using Portolan.Samples.MakeCrawl;

// Usage: make-crawl --texts <folder> --output <folder>          the crawl
//        make-crawl --model-texts <folder> --models <folder>    the language models
string? texts = null, output = null, modelTexts = null, models = null;
for (int index = 0; index + 1 < args.Length; index += 2)
{
    switch (args[index])
    {
        case "--texts": texts = args[index + 1]; break;
        case "--output": output = args[index + 1]; break;
        case "--model-texts": modelTexts = args[index + 1]; break;
        case "--models": models = args[index + 1]; break;
        default:
            Console.Error.WriteLine($"error: unknown option '{args[index]}'");
            return 2;
    }
}

bool makesCrawl = texts is not null && output is not null, makesModels = modelTexts is not null && models is not null;
if (!makesCrawl && !makesModels)
{
    Console.Error.WriteLine("error: --texts and --output are needed, or --model-texts and --models");
    Console.Error.WriteLine("hint: make-crawl --texts samples/crawl/texts --output samples/crawl");
    return 2;
}

try
{
    if (makesCrawl)
    {
        IReadOnlyList<Site> sites = SiteFile.ReadFolder(texts!);
        IReadOnlyList<Capture> captures = CapturePlan.Make(sites);
        CrawlWriter.Write(output!, captures);
        Console.Out.Write(HostTable.Render(captures));
    }

    if (makesModels)
    {
        ModelMaker.Write(modelTexts!, models!);
    }

    return 0;
}
catch (Exception exception) when (exception is InvalidDataException or IOException)
{
    Console.Error.WriteLine($"error: {exception.Message}");
    return 2;
}
