import { $, count, el, icon } from './dom.js';
import { CappedList, Tail } from './list.js';

const KEPT = 400;
const ICONS = { left: 'cut', back: 'check', gap: 'warning', refused: 'warning', subscribed: 'check', burst: 'check' };

/**
 * The channel as one client saw it: messages and marks between them.
 *
 * @typedef {{kind: 'message', from: string, face: string, text: string, offset?: number, recovered: boolean}} Line
 * @typedef {{kind: string, text: string}} Mark
 */
export class LogBook extends Tail {
  constructor() {
    super(KEPT);
  }
}

/** Shows one log book at a time. */
export class LogView {
  #list = new CappedList($('#log'), KEPT, (entry) => (entry.kind === 'message' ? line(entry) : mark(entry)));
  #book = new LogBook();

  /** @param {LogBook} book */
  show(book) {
    this.#book = book;
    this.#list.replace(book.entries);
  }

  /** @param {LogBook} book @param {Line|Mark} entry */
  add(book, entry) {
    book.add(entry);
    if (book === this.#book) {
      this.#list.add(entry);
    }
  }

  flush() {
    this.#list.flush();
  }
}

/** @param {Line} entry */
function line({ from, face, text, offset, recovered }) {
  return el(
    'li',
    { class: recovered ? 'line recovered' : 'line' },
    el('span', { class: `dot ${face}`, 'aria-hidden': 'true' }),
    el('span', { class: 'from' }, from),
    el('span', { class: 'text' }, text),
    ...(recovered ? [el('span', { class: 'tag' }, icon('back'), 'recovered')] : []),
    ...(offset === undefined ? [] : [el('span', { class: 'offset' }, count(offset))]),
  );
}

/** @param {Mark} entry */
function mark({ kind, text }) {
  return el('li', { class: `mark ${kind}` }, el('span', {}, icon(ICONS[kind] ?? 'initial'), text));
}
