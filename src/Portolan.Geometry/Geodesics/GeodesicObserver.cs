namespace Portolan.Geometry;

/// <summary>Receives the steps of a search, on the thread that searches.</summary>
/// <param name="step">Valid during the call.</param>
public delegate void GeodesicObserver(in GeodesicStep step);
