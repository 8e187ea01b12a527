'use strict';
(() => {
  const view = { left: -6.6, right: 6.6, bottom: -4.95, top: 4.95, scale: 880 / 13.2 };
  // A covariance is kept as two standard deviations and the angle of the first, so that its handles can be dragged freely.
  const smallest = 0.15, largest = 4.5, handleAt = 2;
  const byId = id => document.getElementById(id);
  const initial = JSON.parse(byId('state').textContent);
  const state = { from: initial.from, to: initial.to, damping: initial.damping, ...axesOf(initial.covariance) };
  let covariance = initial.covariance, result = null;

  function axesOf([xx, xy, yy]) {
    const middle = (xx + yy) / 2, spread = Math.hypot((xx - yy) / 2, xy);
    return { first: Math.sqrt(middle + spread), second: Math.sqrt(Math.max(middle - spread, smallest * smallest / 4)), angle: Math.atan2(2 * xy, xx - yy) / 2 };
  }

  function covarianceOf({ first, second, angle }) {
    const c = Math.cos(angle), s = Math.sin(angle), a = first * first, b = second * second;
    return [a * c * c + b * s * s, (a - b) * c * s, a * s * s + b * c * c];
  }

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
  const round = (value, digits) => Number(value.toFixed(digits));
  const px = x => (x - view.left) * view.scale, py = y => (view.top - y) * view.scale;
  const fixed = value => value.toFixed(1);

  function element(name, attributes, parent, text) {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  }

  function drawGrid() {
    const grid = byId('grid'), labels = byId('labels');
    for (let x = Math.ceil(view.left); x <= view.right; x++) {
      element('path', { class: 'gridline', d: `M${px(x)} 0V660` }, grid);
      if (x % 2 === 0) element('text', { x: px(x), y: 652, 'text-anchor': 'middle' }, labels, String(x).replace('-', '−'));
    }
    for (let y = Math.ceil(view.bottom); y <= view.top; y++) {
      element('path', { class: 'gridline', d: `M0 ${py(y)}H880` }, grid);
      if (y % 2 === 0) element('text', { x: 8, y: py(y) + 4 }, labels, String(y).replace('-', '−'));
    }
  }

  function score(p, x, y) {
    return [-(p.pxx * x + p.pxy * y), -(p.pxy * x + p.pyy * y)];
  }

  function drawDensity(p) {
    const bands = byId('bands');
    bands.replaceChildren();
    const turn = `rotate(${(-state.angle * 180 / Math.PI).toFixed(2)} ${px(0)} ${py(0)})`;
    for (let k = 4; k >= 1; k--) {
      element('ellipse', { class: 'band', cx: px(0), cy: py(0), rx: fixed(k * state.first * view.scale), ry: fixed(k * state.second * view.scale), transform: turn }, bands);
    }
    let arrows = '';
    if (byId('show-arrows').checked) {
      for (let y = 20; y < 660; y += 44) {
        for (let x = 22; x < 880; x += 44) {
          const [sx, sy] = score(p, x / view.scale + view.left, view.top - y / view.scale), a = Math.sqrt(p.damping + sx * sx + sy * sy);
          const hx = 18 * sx / a, hy = -18 * sy / a, size = Math.hypot(hx, hy), w = 5 / (size || 1);
          if (size < 1) continue;
          arrows += `M${fixed(x - hx)} ${fixed(y - hy)}L${fixed(x + hx)} ${fixed(y + hy)}`
            + `m${fixed((-hx - hy * 0.5) * w)} ${fixed((-hy + hx * 0.5) * w)}L${fixed(x + hx)} ${fixed(y + hy)}l${fixed((-hx + hy * 0.5) * w)} ${fixed((-hy - hx * 0.5) * w)}`;
        }
      }
    }
    byId('arrows').replaceChildren();
    element('path', { d: arrows || 'M0 0' }, byId('arrows'));
    const tissot = byId('tissot');
    tissot.replaceChildren();
    if (byId('show-tissot').checked) {
      for (let y = 42; y < 660; y += 88) {
        for (let x = 44; x < 880; x += 88) {
          const [sx, sy] = score(p, x / view.scale + view.left, view.top - y / view.scale), stretch = Math.sqrt((p.damping + sx * sx + sy * sy) / p.damping);
          const radius = 40 / Math.max(4, stretch);
          element('ellipse', { class: 'tissot', cx: x, cy: y, rx: fixed(radius * stretch), ry: fixed(radius), transform: `rotate(${fixed(Math.atan2(-sy, sx) * 180 / Math.PI)} ${x} ${y})` }, tissot);
        }
      }
    }
  }

  // From the curve that is shown, moved along with its ends, and from the straight line: the lower energy wins. The shown curve keeps
  // its place when both are equal, so that the picture does not jump between mirror images.
  function solve(p) {
    const fresh = GeodesicSolver.solve(p, GeodesicSolver.straight(state.from, state.to));
    if (!result) return fresh;
    const old = result.curve, n = GeodesicSolver.points, moved = Float64Array.from(old);
    for (let i = 0; i < n; i++) {
      const t = i / (n - 1);
      for (let k = 0; k < 2; k++) moved[2 * i + k] += (1 - t) * (state.from[k] - old[k]) + t * (state.to[k] - old[2 * n - 2 + k]);
    }
    const followed = GeodesicSolver.solve(p, moved);
    if (followed.converged !== fresh.converged) return followed.converged ? followed : fresh;
    return fresh.energy < followed.energy * (1 - 1e-9) ? fresh : followed;
  }

  function pathOf(curve) {
    let path = '';
    for (let i = 0; i < curve.length; i += 2) path += `${i ? 'L' : 'M'}${px(curve[i]).toFixed(2)} ${py(curve[i + 1]).toFixed(2)}`;
    return path;
  }

  function update(densityChanged = true) {
    const p = GeodesicSolver.density(covariance, [0, 0], state.damping);
    if (densityChanged) drawDensity(p);
    const line = GeodesicSolver.straight(state.from, state.to), straight = GeodesicSolver.evaluate(p, line, null, true);
    result = solve(p);
    byId('straight').setAttribute('d', pathOf(line));
    byId('geodesic').setAttribute('d', pathOf(result.curve));
    const dots = byId('dots');
    dots.replaceChildren();
    if (byId('show-dots').checked) {
      for (let i = 2; i < result.curve.length - 2; i += 2) element('circle', { cx: px(result.curve[i]).toFixed(1), cy: py(result.curve[i + 1]).toFixed(1), r: 2.6 }, dots);
    }
    byId('length').value = result.length.toFixed(4);
    byId('energy').value = result.energy.toFixed(4);
    byId('straight-length').value = straight.length.toFixed(4);
    byId('straight-energy').value = straight.energy.toFixed(4);
    const same = Math.hypot(state.from[0] - state.to[0], state.from[1] - state.to[1]) < 1e-9;
    const status = byId('status');
    status.classList.toggle('bad', !same && !result.converged);
    status.textContent = same ? 'A and B are one point: there is no path to find.'
      : result.converged ? `Converged: the gradient is ${result.gradient.toExponential(0)}. The geodesic is ${(100 * (1 - result.length / straight.length)).toFixed(1)} % shorter.`
      : `Not converged: the gradient is still ${result.gradient.toExponential(1)}.`;
    showFields();
    placeHandles();
  }

  const fields = {
    'from-x': () => state.from[0], 'from-y': () => state.from[1], 'to-x': () => state.to[0], 'to-y': () => state.to[1],
    'cov-xx': () => covariance[0], 'cov-xy': () => covariance[1], 'cov-yy': () => covariance[2],
  };

  function showFields() {
    for (const [id, value] of Object.entries(fields)) {
      const input = byId(id);
      if (document.activeElement !== input) {
        input.value = round(value(), 4);
        input.setCustomValidity('');
      }
    }
    byId('damping').value = Math.log10(state.damping);
    byId('damping-shown').value = round(state.damping, 3);
    const [xx, xy, yy] = covariance.map(value => round(value, 6));
    byId('command').textContent = `portolan geometry geodesic --covariance ${xx},${xy},${xy},${yy} --from ${state.from.map(v => round(v, 4))} --to ${state.to.map(v => round(v, 4))}`
      + (state.damping === 1 ? '' : ` --damping ${round(state.damping, 6)}`) + ' --output geodesic.svg';
  }

  function setAxes(first, second, angle) {
    state.first = clamp(first, smallest, largest);
    state.second = clamp(second, smallest, largest);
    state.angle = angle;
    covariance = covarianceOf(state);
  }

  const inside = ([x, y]) => [round(clamp(x, view.left + 0.1, view.right - 0.1), 3), round(clamp(y, view.bottom + 0.1, view.top - 0.1), 3)];
  const axisEnd = (length, angle) => [handleAt * length * Math.cos(angle), handleAt * length * Math.sin(angle)];
  const handles = {
    from: { name: 'A', label: 'start of the path', kind: '', at: () => state.from, move: at => { state.from = inside(at); }, density: false },
    to: { name: 'B', label: 'end of the path', kind: '', at: () => state.to, move: at => { state.to = inside(at); }, density: false },
    first: {
      name: '', label: 'first axis of the covariance', kind: ' axis', at: () => axisEnd(state.first, state.angle), density: true,
      move: ([x, y]) => setAxes(Math.hypot(x, y) / handleAt, state.second, Math.atan2(y, x)),
    },
    second: {
      name: '', label: 'second axis of the covariance', kind: ' axis', at: () => axisEnd(state.second, state.angle + Math.PI / 2), density: true,
      move: ([x, y]) => setAxes(state.first, Math.hypot(x, y) / handleAt, Math.atan2(y, x) - Math.PI / 2),
    },
  };

  function placeHandles() {
    for (const handle of Object.values(handles)) {
      const [x, y] = handle.at();
      handle.node.setAttribute('transform', `translate(${px(x).toFixed(2)} ${py(y).toFixed(2)})`);
      handle.node.setAttribute('aria-valuetext', `x ${x.toFixed(2)}, y ${y.toFixed(2)}`);
      handle.node.setAttribute('aria-valuenow', x.toFixed(2));
    }
  }

  function makeHandle(id, handle) {
    const node = element('g', { id: `handle-${id}`, class: `handle${handle.kind}`, tabindex: 0, role: 'slider', 'aria-label': `${handle.label}; arrow keys move it` }, byId('handles'));
    handle.node = node;
    element('circle', { class: 'reach', r: 22 }, node);
    element('circle', { class: 'ring', r: 14 }, node);
    element('circle', { class: 'knob', r: handle.kind ? 7 : 9 }, node);
    if (handle.name) element('text', { y: -17 }, node, handle.name);
    let grip = null, waiting = false, target = null;
    const place = event => {
      const box = byId('chart').getBoundingClientRect(), scale = 880 / box.width;
      return [(event.clientX - box.left) * scale / view.scale + view.left, view.top - (event.clientY - box.top) * scale / view.scale];
    };
    // Pointers report more often than a screen shows: the last place before each frame counts.
    const follow = () => {
      waiting = false;
      handle.move(target);
      update(handle.density);
    };
    node.addEventListener('pointerdown', event => {
      const [x, y] = place(event), [hx, hy] = handle.at();
      grip = [hx - x, hy - y];
      node.setPointerCapture(event.pointerId);
      node.focus();
      event.preventDefault();
    });
    node.addEventListener('pointermove', event => {
      if (!grip) return;
      const [x, y] = place(event);
      target = [x + grip[0], y + grip[1]];
      if (!waiting) {
        waiting = true;
        requestAnimationFrame(follow);
      }
    });
    for (const end of ['pointerup', 'pointercancel']) node.addEventListener(end, () => { grip = null; });
    node.addEventListener('keydown', event => {
      const direction = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (!direction) return;
      event.preventDefault();
      const [x, y] = handle.at(), size = event.shiftKey ? 0.01 : 0.1;
      handle.move([x + direction[0] * size, y + direction[1] * size]);
      update(handle.density);
    });
  }

  function readField(event) {
    const values = Object.fromEntries(Object.keys(fields).map(id => [id, byId(id).valueAsNumber]));
    const input = event.target, [xx, xy, yy] = [values['cov-xx'], values['cov-xy'], values['cov-yy']];
    let problem = Number.isFinite(values[input.id]) ? '' : 'Write a number.';
    if (!problem && input.id.startsWith('cov')) {
      const axes = axesOf([xx, xy, yy]);
      if (!(xx > 0 && yy > 0 && xx * yy - xy * xy > 0)) problem = 'Not a covariance: xx, yy and xx · yy − xy² must be more than 0.';
      else if (axes.second < smallest || axes.first > largest) problem = `Standard deviations go from ${smallest} to ${largest} here.`;
      else {
        Object.assign(state, axes);
        covariance = [xx, xy, yy];
      }
    } else if (!problem) {
      const typed = input.id.startsWith('from') ? [values['from-x'], values['from-y']] : [values['to-x'], values['to-y']], kept = inside(typed);
      if (kept.some((value, i) => Math.abs(value - typed[i]) > 0.001)) problem = 'Outside the picture.';
      else state[input.id.startsWith('from') ? 'from' : 'to'] = typed;
    }
    input.setCustomValidity(problem);
    if (problem) {
      const status = byId('status');
      status.classList.add('bad');
      status.textContent = problem;
    } else {
      update();
    }
  }

  drawGrid();
  for (const [id, handle] of Object.entries(handles)) makeHandle(id, handle);
  for (const id of Object.keys(fields)) byId(id).addEventListener('input', readField);
  for (const id of Object.keys(fields)) byId(id).addEventListener('blur', showFields);
  for (const id of ['show-arrows', 'show-tissot', 'show-dots']) byId(id).addEventListener('change', () => update());
  byId('damping').addEventListener('input', event => {
    const exponent = event.target.valueAsNumber;
    state.damping = Math.abs(exponent) < 0.01 ? 1 : 10 ** exponent;
    update();
  });
  byId('form').addEventListener('submit', event => event.preventDefault());
  for (const [name, value] of [['round', [1, 0, 1]], ['0.8', [1, 0.8, 1]], ['0.95', [1, 0.95, 1]], ['wide', [4, 0, 0.25]]]) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = name;
    button.addEventListener('click', () => {
      Object.assign(state, axesOf(value));
      covariance = value;
      update();
    });
    byId('presets').append(button);
  }
  update();
})();
