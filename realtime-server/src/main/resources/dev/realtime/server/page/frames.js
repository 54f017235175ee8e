import { $, copy, count, el, icon, setText } from './dom.js';
import { CappedList, Tail } from './list.js';
import { announce } from './announce.js';

const KEPT = 1000;
const SHOWN = 300;
const LINE = 240;
const ARROW = { in: '↓', out: '↑' };

/**
 * The raw frames of all clients, newest last.
 *
 * @typedef {{who: string, direction: 'in'|'out', text: string, at: number}} Frame
 */
export class Frames {
  #tail = new Tail(KEPT);
  #list = new CappedList($('#frames'), SHOWN, row);
  #paused = false;
  #missed = 0;
  #filter = '';
  #pings = false;

  constructor() {
    $('#pause').addEventListener('click', () => this.#togglePause());
    $('#copy-frames').append(icon('copy'), 'Copy');
    $('#copy-frames').addEventListener('click', () => this.#copy());
    $('#filter').addEventListener('input', ({ target }) => this.#show(() => (this.#filter = target.value.toLowerCase())));
    $('#pings').addEventListener('change', ({ target }) => this.#show(() => (this.#pings = target.checked)));
    $('#frames').addEventListener('keydown', walk);
    this.#showPause();
  }

  /** @param {Frame} frame */
  add(frame) {
    this.#tail.add(frame);
    if (this.#paused) {
      this.#missed++;
    } else if (this.#passes(frame)) {
      this.#list.add(frame);
    }
  }

  /** To be called once a frame of the screen. */
  flush() {
    this.#list.flush();
    this.#showPause();
  }

  #passes({ who, text }) {
    const heartbeat = text.startsWith('{"type":"ping"') || text.startsWith('{"type":"pong"');
    return (this.#pings || !heartbeat) && (!this.#filter || `${who} ${text}`.toLowerCase().includes(this.#filter));
  }

  #show(change) {
    change();
    this.#list.replace(this.#tail.entries.filter((frame) => this.#passes(frame)));
  }

  #togglePause() {
    this.#paused = !this.#paused;
    if (!this.#paused) {
      this.#missed = 0;
      this.#show(() => {});
    }
    this.#showPause();
  }

  #showPause() {
    const button = $('#pause');
    const label = this.#paused ? `Go on${this.#missed ? ` (${count(this.#missed)} new)` : ''}` : 'Pause';
    if (button.getAttribute('aria-pressed') !== String(this.#paused) || !button.firstChild) {
      button.setAttribute('aria-pressed', String(this.#paused));
      button.replaceChildren(icon(this.#paused ? 'play' : 'pause'), el('span'));
    }
    setText(button.lastChild, label);
  }

  async #copy() {
    const frames = this.#tail.entries.filter((frame) => this.#passes(frame));
    const arrow = { in: '<', out: '>' };
    await copy(frames.map(({ who, direction, text }) => `${who} ${arrow[direction]} ${redact(text)}`).join('\n'));
    announce(`${count(frames.length)} frames copied, secrets left out`);
  }
}

/** One stop of the Tab key for the whole list: inside it the arrow keys walk, newest first. */
function walk(event) {
  const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
  const list = event.currentTarget;
  if (step) {
    const from = event.target.closest('li');
    const to = from ? from[step] : list.lastElementChild;
    to?.querySelector('summary').focus();
    event.preventDefault();
  }
}

/** A frame without what would let its reader in. */
export function redact(text) {
  return text.replace(/"(token|session)":"[^"]+"/g, '"$1":"…"');
}

/** One line, and the whole frame when it is opened. */
function row({ who, direction, text }) {
  const safe = redact(text);
  const type = /^\{"type":"([a-z_]+)"/.exec(safe)?.[1] ?? '';
  const line = type ? safe.slice(`{"type":"${type}",`.length, LINE) : safe.slice(0, LINE);
  const body = el('pre');
  const details = el(
    'details',
    {},
    el(
      'summary',
      { tabindex: '-1' },
      el('span', { class: direction }, el('span', { 'aria-hidden': 'true' }, ARROW[direction]), el('span', { class: 'sr' }, direction)),
      el('span', { class: 'name' }, who),
      el('b', {}, type),
      el('code', {}, line.replace(/\}$/, '')),
    ),
    body,
  );
  details.addEventListener('toggle', () => details.open && setText(body, pretty(safe)));
  return el('li', {}, details);
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
