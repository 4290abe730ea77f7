/* Anlan: the moving map over a drawing. Only the district's own outlines and points; nothing is fetched from elsewhere.
   The library is asked for when this page has a map and the browser has WebGL 2. Whatever fails, the drawing stays.
   No inline style, no evaluation; the library's worker is a file of its own. */
(() => {
  'use strict';

  const CLUSTERED_FROM = 500;
  const CLUSTER_PX = 44;
  const NEAR_PX = 6;
  const MIDDLE_PX = 24;
  const LISTED = 20;
  const EMPTY = { type: 'FeatureCollection', features: [] };
  /* From what calls for least to what calls for most. */
  const RANKS = ['calm', 'silent', 'blue', 'yellow', 'orange', 'red'];
  let live = null;

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const ask = async (path) => {
    const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store', headers: { accept: 'application/json' } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  };
  const draws = () => {
    const lost = document.createElement('canvas').getContext('webgl2');
    const gives = lost && lost.getExtension('WEBGL_lose_context');
    if (gives) gives.loseContext();
    return Boolean(lost);
  };

  /* The mark as the legend has it: shape and colour. What nothing is known of is a hatched square. */
  const icon = (word) => {
    const [size, edge] = [40, 2];
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = size;
    const pen = canvas.getContext('2d');
    pen.translate(edge, edge);
    pen.scale((size - 2 * edge) / 16, (size - 2 * edge) / 16);
    const shape = new Path2D();
    const symbol = document.querySelector('#s-' + word + ' > *');
    if (symbol && symbol.localName === 'path') shape.addPath(new Path2D(symbol.getAttribute('d')));
    else if (symbol) shape.arc(8, 8, 7, 0, 7);
    else shape.rect(1, 1, 14, 14);
    pen.fillStyle = token(word === 'calm' ? '--done' : symbol ? '--w-' + word : '--paper');
    pen.fill(shape);
    pen.lineWidth = 1.2;
    pen.strokeStyle = token(symbol ? '--paper' : '--edge');
    if (!symbol) {
      pen.save();
      pen.clip(shape);
      pen.beginPath();
      for (let at = -16; at < 16; at += 4) { pen.moveTo(at, 16); pen.lineTo(at + 16, 0); }
      pen.stroke();
      pen.restore();
    }
    pen.stroke(shape);
    return pen.getImageData(0, 0, size, size);
  };

  /* One place for the name of each outline: the middle of its longest ring. */
  const names = (outlines) => ({
    type: 'FeatureCollection',
    features: outlines.features.map((it) => {
      const ring = it.geometry.coordinates.map((polygon) => polygon[0]).reduce((most, next) => (next.length > most.length ? next : most));
      const corners = ring.slice(1);
      const mean = (axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length;
      return { type: 'Feature', properties: { name: it.properties.name }, geometry: { type: 'Point', coordinates: [mean(0), mean(1)] } };
    }),
  });

  const bounds = (outlines, points) => {
    const box = [180, 90, -180, -90];
    const see = ([east, north]) => {
      box[0] = Math.min(box[0], east); box[1] = Math.min(box[1], north);
      box[2] = Math.max(box[2], east); box[3] = Math.max(box[3], north);
    };
    outlines.features.forEach((it) => it.geometry.coordinates.forEach((polygon) => polygon[0].forEach(see)));
    points.features.forEach((it) => see(it.geometry.coordinates));
    return box[0] > box[2] ? null : box;
  };

  const ranked = (points) => {
    points.features.forEach((it) => {
      it.properties.rank = RANKS.indexOf(it.properties.look);
    });
    return points;
  };

  const style = (outlines, points, crowded) => {
    const font = ['Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', 'sans-serif'];
    const written = { 'text-color': token('--ink'), 'text-halo-color': token('--paper'), 'text-halo-width': 1.5 };
    const worst = ['match', ['get', 'rank'], ...RANKS.slice(0, -1).flatMap((word, rank) => [rank, word]), 'red'];
    return {
      version: 8,
      sources: {
        outlines: { type: 'geojson', data: outlines },
        names: { type: 'geojson', data: names(outlines) },
        chosen: { type: 'geojson', data: EMPTY },
        points: {
          type: 'geojson', data: points, cluster: crowded, clusterRadius: CLUSTER_PX, clusterMaxZoom: 16,
          ...(crowded && { clusterProperties: { rank: ['max', ['get', 'rank']] } }),
        },
      },
      layers: [
        { id: 'ground', type: 'background', paint: { 'background-color': token('--paper') } },
        { id: 'fill', type: 'fill', source: 'outlines', paint: { 'fill-color': token('--tint') } },
        { id: 'edge', type: 'line', source: 'outlines', paint: { 'line-color': token('--edge'), 'line-width': 1.25 } },
        { id: 'chosen', type: 'circle', source: 'chosen', paint: { 'circle-radius': 17, 'circle-color': token('--lan-tint'), 'circle-stroke-color': token('--ink'), 'circle-stroke-width': 2 } },
        { id: 'cluster', type: 'circle', source: 'points', filter: ['has', 'point_count'], paint: { 'circle-color': token('--paper'), 'circle-stroke-color': token('--ink-2'), 'circle-stroke-width': 1.5, 'circle-radius': ['step', ['get', 'point_count'], 18, 100, 23, 1000, 28] } },
        { id: 'count', type: 'symbol', source: 'points', filter: ['has', 'point_count'], layout: { 'icon-image': worst, 'icon-size': 0.6, 'icon-offset': [0, -15], 'icon-allow-overlap': true, 'text-allow-overlap': true, 'text-field': ['to-string', ['get', 'point_count']], 'text-font': font, 'text-size': 13, 'text-offset': [0, 0.4] }, paint: { 'text-color': token('--ink') } },
        { id: 'point', type: 'symbol', source: 'points', filter: ['!', ['has', 'point_count']], layout: { 'icon-image': ['get', 'look'], 'icon-size': ['coalesce', ['get', 'size'], ['match', ['get', 'look'], 'calm', 0.6, 0.9]], 'icon-allow-overlap': true, 'icon-ignore-placement': true, 'symbol-sort-key': ['get', 'rank'] } },
        { id: 'name', type: 'symbol', source: 'names', layout: { 'text-field': ['get', 'name'], 'text-font': font, 'text-size': 14 }, paint: written },
      ],
    };
  };

  /* What lies at one place, as links; the first takes the focus. */
  const list = (library, map, at, features, words) => {
    const ul = document.createElement('ul');
    features.slice(0, LISTED).forEach(({ properties }) => {
      const link = document.createElement('a');
      link.href = properties.href;
      link.textContent = properties.name;
      const li = document.createElement('li');
      li.append(link, ' · ' + properties.word);
      ul.append(li);
    });
    const popup = new library.Popup({ maxWidth: '280px', locale: words }).setLngLat(at).setDOMContent(ul).addTo(map);
    popup.getElement().addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      popup.remove();
      map.getCanvas().focus();
    });
  };

  const around = (map, point, reach) => {
    const box = [[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]];
    const seen = new Map();
    const key = (it) => it.properties.href || 'cluster ' + it.properties.cluster_id;
    map.queryRenderedFeatures(box, { layers: ['point', 'cluster'] }).forEach((it) => seen.set(key(it), it));
    return [...seen.values()].sort((a, b) => b.properties.rank - a.properties.rank);
  };

  /* A cluster opens; when its points lie in one place, they are listed. */
  const enter = async (library, map, cluster, words) => {
    const source = map.getSource('points');
    const zoom = await source.getClusterExpansionZoom(cluster.properties.cluster_id);
    const center = cluster.geometry.coordinates;
    if (zoom <= map.getMaxZoom()) return map.easeTo({ center, zoom: zoom + 0.2 });
    return list(library, map, center, await source.getClusterLeaves(cluster.properties.cluster_id, LISTED, 0), words);
  };

  const go = (library, map, point, reach, words, lists) => {
    const found = around(map, point, reach);
    const points = found.filter((it) => it.properties.href);
    if (points.length === 1 && !lists) return location.assign(points[0].properties.href);
    if (points.length > 0) return list(library, map, points[0].geometry.coordinates, points, words);
    return found.length > 0 ? enter(library, map, found[0], words) : undefined;
  };

  const listen = (library, map, box, points, words) => {
    const canvas = map.getCanvas();
    map.on('click', (event) => go(library, map, event.point, NEAR_PX, words, false));
    const tip = new library.Popup({ closeButton: false, closeOnClick: false, focusAfterOpen: false, className: 'map-tip' });
    map.on('mousemove', (event) => {
      const [first] = around(map, event.point, NEAR_PX);
      canvas.classList.toggle('is-over', Boolean(first));
      if (!first || !first.properties.href) { tip.remove(); return; }
      tip.setLngLat(first.geometry.coordinates).setText(first.properties.name + ' · ' + first.properties.word).addTo(map);
    });
    map.on('mouseout', () => tip.remove());
    /* By the keyboard: arrows and +/- move the map under the cross, Enter lists what lies there. */
    canvas.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter') return;
      event.preventDefault();
      go(library, map, map.project(map.getCenter()), MIDDLE_PX, words, true);
    });
    /* The row that has the focus, of the table beside or else of the page, lies in the middle, ringed. */
    const byPath = new Map(points.features.map((it) => [it.properties.href, it]));
    const rows = box.closest('.cols')?.querySelector('aside') ?? box.closest('main');
    rows.addEventListener('focusin', (event) => {
      if (live?.map !== map) return;
      const found = byPath.get(event.target.getAttribute('href'));
      map.getSource('chosen').setData(found || EMPTY);
      if (found) map.easeTo({ center: found.geometry.coordinates });
    });
    canvas.addEventListener('webglcontextlost', () => leave());
  };

  const leave = () => {
    if (!live) return;
    const { map, box, pane } = live;
    live = null;
    box.classList.remove('is-live');
    map.remove();
    pane.remove();
  };

  const show = async (box) => {
    const [library, outlines, points] = await Promise.all([import(box.dataset.library), ask(box.dataset.outlines), ask(box.dataset.points)]);
    const limits = bounds(outlines, points);
    if (!limits || !box.isConnected) return;
    const words = JSON.parse(box.dataset.words);
    library.setWorkerUrl(box.dataset.worker);
    const pane = document.createElement('div');
    pane.className = 'map-live';
    box.prepend(pane);
    const map = new library.Map({
      container: pane, style: style(outlines, ranked(points), points.features.length > CLUSTERED_FROM), bounds: limits,
      fitBoundsOptions: { padding: 24 }, maxZoom: 18, renderWorldCopies: false, dragRotate: false, pitchWithRotate: false,
      touchPitch: false, attributionControl: false, locale: words, cooperativeGestures: matchMedia('(pointer: coarse)').matches,
    });
    live = { map, box, pane };
    map.touchZoomRotate.disableRotation();
    map.keyboard.disableRotation();
    map.addControl(new library.NavigationControl({ showCompass: false }), 'top-right');
    map.addControl(new library.ScaleControl({ unit: 'metric' }), 'bottom-left');
    map.addControl(new library.AttributionControl({ compact: false, customAttribution: words.attribution }), 'bottom-right');
    RANKS.forEach((word) => map.addImage(word, icon(word), { pixelRatio: 2 }));
    map.on('error', () => { if (live && !box.classList.contains('is-live')) leave(); });
    map.once('load', () => {
      box.classList.add('is-live');
      map.resize();
      map.fitBounds(limits, { padding: 24, animate: false });
      listen(library, map, box, points, words);
      box.dataset.count = String(points.features.length);
    });
  };

  const settle = () => {
    const box = document.querySelector('[data-map]');
    if (live && live.box !== box) leave();
    if (!box || live || !draws()) return;
    show(box).catch(() => leave());
  };
  document.addEventListener('htmx:afterSettle', settle);
  settle();
})();
