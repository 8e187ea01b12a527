namespace Portolan.Geometry.Pictures.Drawing;

/// <summary>A colour by its role, so that one drawing serves both themes.</summary>
/// <param name="Role">What it is for.</param>
/// <param name="Alpha">Opacity from 0 to 1.</param>
/// <param name="Place">Place on the ramp from 0 to 1, for roles that are ramps.</param>
internal readonly record struct Paint(Role Role, double Alpha = 1, double Place = 0)
{
    public static implicit operator Paint(Role role) => new(role);

    /// <summary>The colour in a theme.</summary>
    public Colour Of(bool dark) => Role switch
    {
        Role.Sea => (dark ? ColourRamp.SeaOnDark : ColourRamp.SeaOnLight).At(Place),
        Role.Relief => ColourRamp.Relief.At(Place),
        _ => Colour.FromHex(Plain(Role, dark)),
    };

    // Contrast with what they are drawn on, by WCAG 2: text at least 4.5, lines that carry data at least 3. A test computes it.
    private static uint Plain(Role role, bool dark) => role switch
    {
        Role.Paper => dark ? 0x10171Eu : 0xFBFAF6u,
        Role.Ground => dark ? 0x151E27u : 0xF6FBFCu,
        Role.Ink => dark ? 0xE4E9EEu : 0x1D2733u,
        Role.Soft => dark ? 0x9AA8B5u : 0x5B6876u,
        Role.Grid => dark ? 0x2B3946u : 0xDCDAD2u,
        Role.Contour => dark ? 0x6CC0D8u : 0x1F6F8Bu,
        Role.Arrow => dark ? 0xC3D3DEu : 0x34495Cu,
        Role.Ellipse => dark ? 0xC7A6F0u : 0x6B3FA0u,
        Role.Geodesic => dark ? 0xFF9B6Au : 0xB8330Fu,
        Role.Straight => dark ? 0xE4E9EEu : 0x1D2733u,
        Role.OnRelief => 0xFFFFFFu,
        Role.UnderRelief => 0x10171Eu,
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };
}
