/**
 * The story of one loss: from the last message before it to the last one that was caught up.
 *
 * What was missed is counted without asking the server: everything up to the head of the log that the page knows from
 * its other client at the moment of the return.
 */
export class Absence {
  #epoch;
  #from;
  #until;
  #startedAt = performance.now();
  #lostBefore;
  #repeatedBefore;
  recovered = 0;
  /** How long it took, 0 while it lasts. */
  millis = 0;
  /** Whether its end was told; what comes after that is live. */
  told = false;

  /** @param {import('./cursor.js').Cursor} cursor */
  constructor(cursor) {
    this.#epoch = cursor.epoch;
    this.#from = this.#until = cursor.offset;
    this.#lostBefore = cursor.lost;
    this.#repeatedBefore = cursor.repeated;
  }

  get over() {
    return this.millis > 0;
  }

  /**
   * The subscription is back.
   *
   * @param {{epoch?: string, offset?: number}} frame
   * @param {number} head the last offset the page knows of
   */
  end({ epoch = '', offset = 0 }, head) {
    this.millis = Math.max(1, performance.now() - this.#startedAt);
    if (epoch === this.#epoch) {
      this.#until = Math.max(this.#from, head, offset);
    }
  }

  /**
   * @param {{offset: number}} frame a message after the return
   * @returns {boolean} whether it was published before the return
   */
  takes({ offset }) {
    const missed = this.over && offset <= this.#until;
    this.recovered += Number(missed);
    return missed;
  }

  /** @param {import('./cursor.js').Cursor} cursor */
  settled(cursor) {
    return this.over && cursor.offset >= this.#until;
  }

  /** @param {import('./cursor.js').Cursor} cursor */
  report(cursor) {
    return {
      missed: this.#until - this.#from,
      recovered: this.recovered,
      lost: cursor.lost - this.#lostBefore,
      repeated: cursor.repeated - this.#repeatedBefore,
    };
  }
}
