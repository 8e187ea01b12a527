namespace Portolan.Geometry.Pictures.Plots;

/// <summary>The web pages that are kept as files beside the code, with <c>{{name}}</c> where something is put in.</summary>
internal static class PageTemplate
{
    /// <summary>A page or script as kept.</summary>
    public static string Read(string name)
    {
        using Stream stream = typeof(PageTemplate).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"no resource {name} in this assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    /// <summary>A page with its values; they are markup, and the caller has escaped what is not.</summary>
    public static string Fill(string name, IReadOnlyDictionary<string, string> values)
    {
        string page = Read(name);
        foreach ((string key, string value) in values)
        {
            page = page.Replace("{{" + key + "}}", value, StringComparison.Ordinal);
        }

        return page;
    }

    /// <summary>A theme as the pages' style sheets call it.</summary>
    public static string NameOf(PictureTheme theme) => theme switch { PictureTheme.Light => "light", PictureTheme.Dark => "dark", _ => "auto" };
}
