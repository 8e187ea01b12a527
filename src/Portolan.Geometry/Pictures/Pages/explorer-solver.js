// Geodesics of the Stein metric of a Gaussian in the plane, as discrete curves of 60 points.
// E = N/2 * sum q_i, L = sum sqrt(q_i), q = |d|^2 - (s.d)^2 / (lambda + |s|^2), s = -P (m - mean), with d a segment and m its middle.
// A curve is a Float64Array of x, y pairs; its first and last points are fixed. Newton's method: the Hessian couples
// neighbours only, so that a block tridiagonal Cholesky factor gives the step in a time proportional to the points.
'use strict';
const GeodesicSolver = (() => {
  const segments = 59, points = segments + 1;

  function straight(from, to) {
    const curve = new Float64Array(2 * points);
    for (let i = 0; i < points; i++) {
      const t = i / segments;
      curve[2 * i] = from[0] + (to[0] - from[0]) * t;
      curve[2 * i + 1] = from[1] + (to[1] - from[1]) * t;
    }
    return curve;
  }

  // The density: mean, precision matrix (pxx, pxy, pyy), damping.
  function density(covariance, mean, damping) {
    const [xx, xy, yy] = covariance, determinant = xx * yy - xy * xy;
    return { mean, damping, pxx: yy / determinant, pxy: -xy / determinant, pyy: xx / determinant };
  }

  // Energy; length when asked for; the gradient of the energy when there is room for it.
  function evaluate(p, curve, gradient, lengths) {
    if (gradient) gradient.fill(0);
    let sum = 0, length = 0;
    for (let i = 0; i < segments; i++) {
      const at = 2 * i, dx = curve[at + 2] - curve[at], dy = curve[at + 3] - curve[at + 1];
      const mx = (curve[at] + curve[at + 2]) / 2 - p.mean[0], my = (curve[at + 1] + curve[at + 3]) / 2 - p.mean[1];
      const sx = -(p.pxx * mx + p.pxy * my), sy = -(p.pxy * mx + p.pyy * my);
      const a = p.damping + sx * sx + sy * sy, c = (sx * dx + sy * dy) / a;
      // A sum of squares, which cannot become negative by rounding: |d - c s|^2 + lambda c^2.
      const gx = dx - c * sx, gy = dy - c * sy, q = gx * gx + gy * gy + p.damping * c * c;
      sum += q;
      if (lengths) length += Math.sqrt(q);
      if (gradient) {
        // dq/dd = 2 g d and dq/dm = J^T dq/ds with dq/ds = -2c g d and J = -P; half of the latter goes to either end.
        const hx = c * (p.pxx * gx + p.pxy * gy), hy = c * (p.pxy * gx + p.pyy * gy);
        gradient[at] += segments * (hx / 2 - gx); gradient[at + 1] += segments * (hy / 2 - gy);
        gradient[at + 2] += segments * (hx / 2 + gx); gradient[at + 3] += segments * (hy / 2 + gy);
      }
    }
    if (gradient) for (const i of [0, 1, 2 * points - 2, 2 * points - 1]) gradient[i] = 0;
    return lengths ? { energy: segments / 2 * sum, length } : segments / 2 * sum;
  }

  // Hessian blocks of the inner points: diagonal[i] and lower[i] (row i + 1, column i), each 2 x 2 row-major. With u = d - 2 c s:
  // q_dd = 2 (I - s s^T / a), q_ds = -2 s u^T / a - 2 c I, q_ss = -2 u u^T / a + 2 c^2 I; the middle moves s by -P.
  function hessian(p, curve, diagonal, lower) {
    diagonal.fill(0);
    lower.fill(0);
    for (let i = 0; i < segments; i++) {
      const at = 2 * i, dx = curve[at + 2] - curve[at], dy = curve[at + 3] - curve[at + 1];
      const mx = (curve[at] + curve[at + 2]) / 2 - p.mean[0], my = (curve[at + 1] + curve[at + 3]) / 2 - p.mean[1];
      const sx = -(p.pxx * mx + p.pxy * my), sy = -(p.pxy * mx + p.pyy * my);
      const a = p.damping + sx * sx + sy * sy, c = (sx * dx + sy * dy) / a, ux = dx - 2 * c * sx, uy = dy - 2 * c * sy;
      const dd = [2 - 2 * sx * sx / a, -2 * sx * sy / a, -2 * sx * sy / a, 2 - 2 * sy * sy / a];
      const dm = product([2 * sx * ux / a + 2 * c, 2 * sx * uy / a, 2 * sy * ux / a, 2 * sy * uy / a + 2 * c], p);
      const vx = p.pxx * ux + p.pxy * uy, vy = p.pxy * ux + p.pyy * uy;
      const xx = p.pxx * p.pxx + p.pxy * p.pxy, xy = p.pxy * (p.pxx + p.pyy), yy = p.pxy * p.pxy + p.pyy * p.pyy;
      const mm = [-2 * vx * vx / a + 2 * c * c * xx, -2 * vx * vy / a + 2 * c * c * xy, -2 * vx * vy / a + 2 * c * c * xy, -2 * vy * vy / a + 2 * c * c * yy];
      for (let e = 0; e < 4; e++) {
        const t = e === 1 ? 2 : e === 2 ? 1 : e, both = (dm[e] + dm[t]) / 2;
        if (i > 0) diagonal[4 * (i - 1) + e] += segments / 2 * (dd[e] - both + mm[e] / 4);
        if (i + 1 < segments) diagonal[4 * i + e] += segments / 2 * (dd[e] + both + mm[e] / 4);
        if (i > 0 && i + 1 < segments) lower[4 * (i - 1) + e] = segments / 2 * (-dd[e] + (dm[e] - dm[t]) / 2 + mm[e] / 4);
      }
    }
  }

  function product(m, p) {
    return [m[0] * p.pxx + m[1] * p.pxy, m[0] * p.pxy + m[1] * p.pyy, m[2] * p.pxx + m[3] * p.pxy, m[2] * p.pxy + m[3] * p.pyy];
  }

  // Solves (H + shift K) x = -g, K that of a spring from point to point; null when the matrix is not positive definite.
  function step(diagonal, lower, shift, gradient) {
    const n = points - 2, x = new Float64Array(2 * points), f = new Float64Array(3 * n), w = new Float64Array(4 * n);
    const k = shift * segments;
    for (let i = 0; i < n; i++) {
      const d = 4 * i;
      let a = diagonal[d] + 2 * k, b = diagonal[d + 1], c = diagonal[d + 3] + 2 * k;
      let r0 = -gradient[2 * i + 2], r1 = -gradient[2 * i + 3];
      if (i > 0) {
        // w: the lower block times the inverse transpose of the factor above, row by row.
        const e = 4 * (i - 1), l = 3 * (i - 1);
        for (let row = 0; row < 2; row++) {
          const first = lower[e + 2 * row] - (row === 0 ? k : 0), second = lower[e + 2 * row + 1] - (row === 1 ? k : 0);
          w[e + 2 * row] = first / f[l];
          w[e + 2 * row + 1] = (second - w[e + 2 * row] * f[l + 1]) / f[l + 2];
        }
        a -= w[e] * w[e] + w[e + 1] * w[e + 1];
        b -= w[e] * w[e + 2] + w[e + 1] * w[e + 3];
        c -= w[e + 2] * w[e + 2] + w[e + 3] * w[e + 3];
        r0 -= w[e] * x[2 * i] + w[e + 1] * x[2 * i + 1];
        r1 -= w[e + 2] * x[2 * i] + w[e + 3] * x[2 * i + 1];
      }
      if (!(a > 0)) return null;
      f[3 * i] = Math.sqrt(a); f[3 * i + 1] = b / f[3 * i];
      const rest = c - f[3 * i + 1] * f[3 * i + 1];
      if (!(rest > 0)) return null;
      f[3 * i + 2] = Math.sqrt(rest);
      x[2 * i + 2] = r0 / f[3 * i];
      x[2 * i + 3] = (r1 - f[3 * i + 1] * x[2 * i + 2]) / f[3 * i + 2];
    }
    for (let i = n - 1; i >= 0; i--) {
      let r0 = x[2 * i + 2], r1 = x[2 * i + 3];
      if (i + 1 < n) {
        r0 -= w[4 * i] * x[2 * i + 4] + w[4 * i + 2] * x[2 * i + 5];
        r1 -= w[4 * i + 1] * x[2 * i + 4] + w[4 * i + 3] * x[2 * i + 5];
      }
      x[2 * i + 3] = r1 / f[3 * i + 2];
      x[2 * i + 2] = (r0 - f[3 * i + 1] * x[2 * i + 3]) / f[3 * i];
    }
    return x;
  }

  function largest(values) {
    let most = 0;
    for (const value of values) most = Math.max(most, Math.abs(value));
    return most;
  }

  // Minimises from a given curve. A step that does not lower the energy is tried again with stiffer springs.
  function solve(p, start, limit = 400) {
    let curve = Float64Array.from(start), energy = evaluate(p, curve), shift = 0, iterations = 0;
    const gradient = new Float64Array(2 * points), diagonal = new Float64Array(4 * points), lower = new Float64Array(4 * points);
    const tolerance = 1e-8 * (1 + energy);
    evaluate(p, curve, gradient);
    while (largest(gradient) > tolerance && iterations < limit) {
      hessian(p, curve, diagonal, lower);
      let found = false;
      while (!found && shift < 1e8) {
        const move = step(diagonal, lower, shift, gradient);
        if (move) {
          const candidate = curve.map((value, i) => value + move[i]), there = evaluate(p, candidate);
          if (there < energy || (there <= energy + 1e-13 * energy && shift === 0)) {
            [curve, energy, found] = [candidate, there, true];
            shift = shift < 1e-4 ? 0 : shift / 8;
            continue;
          }
        }
        shift = Math.max(1e-3, 4 * shift);
      }
      iterations++;
      if (!found) break;
      evaluate(p, curve, gradient);
    }
    const { length } = evaluate(p, curve, null, true), norm = largest(gradient);
    return { curve, energy, length, gradient: norm, iterations, converged: norm <= tolerance };
  }

  return { points, straight, density, evaluate, solve };
})();
if (typeof module !== 'undefined') module.exports = GeodesicSolver;
