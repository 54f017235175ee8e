/**
 * How far each log reaches, as far as the page as a whole knows.
 *
 * Acks of one client tell how far another one is behind, also while that one is away.
 */
export class Ledger {
  /** @type {Map<string, {epoch: string, head: number}>} */
  #logs = new Map();

  /**
   * Some client saw this entry, or was told that the log took it.
   *
   * @param {string} log tenant and channel
   * @param {string} epoch
   * @param {number} offset
   */
  saw(log, epoch, offset) {
    const known = this.#logs.get(log);
    if (known?.epoch === epoch) {
      known.head = Math.max(known.head, offset);
    } else {
      this.#logs.set(log, { epoch, head: offset });
    }
  }

  /** The largest offset known of a log, 0 if its epoch is another one. */
  head(log, epoch) {
    const known = this.#logs.get(log);
    return known && known.epoch === epoch ? known.head : 0;
  }
}
