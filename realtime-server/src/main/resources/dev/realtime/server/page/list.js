/**
 * A list that follows its end and never grows beyond a bound, however much comes.
 *
 * Entries wait in an array until the next frame of the screen; what would scroll out of the bound before anybody saw
 * it is never made into elements.
 *
 * @template E
 */
export class CappedList {
  #element;
  #max;
  #row;
  #waiting = [];

  /**
   * @param {HTMLElement} element scrolls
   * @param {number} max rows kept
   * @param {(entry: E) => HTMLElement} row
   */
  constructor(element, max, row) {
    this.#element = element;
    this.#max = max;
    this.#row = row;
  }

  /** @param {E} entry */
  add(entry) {
    this.#waiting.push(entry);
    if (this.#waiting.length > 2 * this.#max) {
      this.#waiting = this.#waiting.slice(-this.#max);
    }
  }

  /** Shows these instead. @param {E[]} entries */
  replace(entries) {
    this.#element.replaceChildren();
    this.#waiting = entries.slice(-this.#max);
    this.flush();
    this.#element.scrollTop = this.#element.scrollHeight;
  }

  /** To be called once a frame. */
  flush() {
    if (this.#waiting.length === 0) {
      return;
    }
    const list = this.#element;
    const follows = list.scrollHeight - list.scrollTop - list.clientHeight < 48;
    const rows = this.#waiting.slice(-this.#max).map(this.#row);
    this.#waiting = [];
    for (let surplus = list.childElementCount + rows.length - this.#max; surplus > 0; surplus--) {
      list.firstElementChild?.remove();
    }
    list.append(...rows);
    if (follows) {
      list.scrollTop = list.scrollHeight;
    }
  }
}

/** The last entries of a stream, bounded. @template E */
export class Tail {
  #entries = [];
  #max;

  /** @param {number} max */
  constructor(max) {
    this.#max = max;
  }

  /** @param {E} entry */
  add(entry) {
    this.#entries.push(entry);
    if (this.#entries.length > 2 * this.#max) {
      this.#entries = this.#entries.slice(-this.#max);
    }
  }

  /** Oldest first. @returns {E[]} */
  get entries() {
    return this.#entries.slice(-this.#max);
  }

  clear() {
    this.#entries = [];
  }
}
