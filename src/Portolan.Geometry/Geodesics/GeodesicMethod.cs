namespace Portolan.Geometry;

/// <summary>How the energy of a curve is minimised.</summary>
public enum GeodesicMethod
{
    /// <summary>Newton's method up to 24 dimensions; above, L-BFGS and then Newton's method by conjugate gradients. Nothing to tune.</summary>
    Automatic,

    /// <summary>Damped Newton on the block-tridiagonal Hessian: few steps of n d³ each, to full precision.</summary>
    Newton,

    /// <summary>L-BFGS preconditioned by the metric, then Newton by conjugate gradients: linear in the number of points; a step costs what
    /// the field costs.</summary>
    Lbfgs,

    /// <summary>Adam with a fixed learning rate, as published: thousands of steps, not to full precision. For comparison and animation.</summary>
    Adam,
}
