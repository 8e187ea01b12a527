namespace Portolan.Graph.Drawing.Writers;

/// <summary>Colours by resource: <c>cpu</c> and <c>disk</c> have their own, others take the rest in the order in which they appear.</summary>
internal sealed class Palette
{
    /// <summary>Fill and stroke on a light page, fill and stroke on a dark one.</summary>
    private static readonly (string Fill, string Stroke, string DarkFill, string DarkStroke)[] Colours =
    [
        ("#dcedf3", "#1f6f8b", "#183844", "#6cc0d8"),
        ("#f4e8d4", "#946417", "#3a2d17", "#dfb46c"),
        ("#e2efda", "#46762c", "#23361a", "#97cc7a"),
        ("#ece3f6", "#7248a8", "#33254a", "#bf9deb"),
        ("#fbe2e4", "#a8384a", "#45202a", "#f09aa6"),
        ("#e3e8fb", "#3d55b4", "#222c54", "#9db0f5"),
        ("#ddf1ea", "#177461", "#143a33", "#6fd0ba"),
        ("#f8e3d8", "#a24e20", "#43291b", "#f0a47c"),
    ];

    private const int Own = 2;

    private readonly Dictionary<Resource, int> numbers = [];

    public Palette(IEnumerable<Resource> resources)
    {
        int others = 0;
        foreach (Resource resource in resources)
        {
            if (!numbers.ContainsKey(resource))
            {
                numbers.Add(resource, resource == Resource.Cpu ? 0 : resource == Resource.Disk ? 1 : Own + (others++ % (Colours.Length - Own)));
            }
        }
    }

    /// <summary>The resources in the order in which they appear.</summary>
    public IEnumerable<Resource> Resources => numbers.Keys;

    /// <summary>Custom properties <c>--f0</c>, <c>--s0</c> … of all colours.</summary>
    public static string Css(bool dark) =>
        string.Concat(Colours.Select((colour, i) => $"--f{i}:{(dark ? colour.DarkFill : colour.Fill)};--s{i}:{(dark ? colour.DarkStroke : colour.Stroke)};"));

    public static Palette Of(GraphSheet sheet) => new(sheet.Drawings.SelectMany(drawing => drawing.Picture.Nodes).Select(node => node.Resource));

    public int NumberOf(Resource resource) => numbers[resource];

    public string FillOf(Resource resource) => Colours[numbers[resource]].Fill;

    public string StrokeOf(Resource resource) => Colours[numbers[resource]].Stroke;
}
