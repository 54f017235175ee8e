const BUCKET_MILLIS = 250;
const BUCKETS = 120;
const GAP = 0.25;

/**
 * The last half minute of a client as a strip: a bar for every quarter of a second, the taller the more messages came; one
 * colour for live ones, one for those caught up; a tinted field over a dashed base line while the client was away. The numbers beside it
 * say the same in words.
 */
export class Timeline {
  #canvas;
  #colours;
  #buckets = [];

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {Record<'live'|'recovered'|'base'|'away', HTMLElement>} samples whose text colours are used
   */
  constructor(canvas, samples) {
    this.#canvas = canvas;
    this.#colours = samples;
  }

  /** Counts a message. @param {boolean} recovered */
  message(recovered) {
    const bucket = this.#bucket();
    recovered ? bucket.recovered++ : bucket.live++;
  }

  /** To be called several times a second. @param {boolean} away whether the client misses messages */
  draw(away) {
    this.#bucket().away = away;
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    if (this.#canvas.width !== Math.round(width * scale) || this.#canvas.height !== Math.round(height * scale)) {
      this.#canvas.width = Math.round(width * scale);
      this.#canvas.height = Math.round(height * scale);
    }
    const pen = this.#canvas.getContext('2d');
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const colour = this.#resolve();
    const step = width / BUCKETS;
    const now = this.#now();
    for (const bucket of this.#buckets) {
      this.#bar(pen, bucket, width - (now - bucket.at + 1) * step, step, height, colour);
    }
  }

  #bar(pen, { live, recovered, away }, x, step, height, colour) {
    const base = height - 3;
    if (away) {
      pen.globalAlpha = 0.14;
      pen.fillStyle = colour.away;
      pen.fillRect(x, 0, step + 0.5, height);
      pen.globalAlpha = 1;
    }
    pen.fillStyle = away ? colour.away : colour.base;
    pen.fillRect(x, base, away ? step * 0.6 : step + 0.5, 3);
    const sum = live + recovered;
    if (sum > 0) {
      const full = Math.min(base - 2, 8 + Math.log2(1 + sum) * 0.09 * height);
      const caughtUp = (full * recovered) / sum;
      const thick = Math.max(1.5, step * (1 - GAP));
      pen.fillStyle = colour.recovered;
      pen.fillRect(x, base - 2 - caughtUp, thick, caughtUp);
      pen.fillStyle = colour.live;
      pen.fillRect(x, base - 2 - full, thick, full - caughtUp);
    }
  }

  #resolve() {
    const of = (name) => getComputedStyle(this.#colours[name]).color;
    return { live: of('live'), recovered: of('recovered'), base: of('base'), away: of('away') };
  }

  #now() {
    return Math.floor(performance.now() / BUCKET_MILLIS);
  }

  #bucket() {
    const now = this.#now();
    let last = this.#buckets.at(-1);
    const from = last ? Math.max(last.at + 1, now - BUCKETS) : now;
    for (let at = from; at <= now; at++) {
      last = { at, live: 0, recovered: 0, away: last?.away ?? false };
      this.#buckets.push(last);
    }
    this.#buckets = this.#buckets.length > BUCKETS ? this.#buckets.slice(-BUCKETS) : this.#buckets;
    return last;
  }
}
