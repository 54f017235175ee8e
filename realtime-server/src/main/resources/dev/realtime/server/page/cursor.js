/**
 * Where one client stands in one channel's log, and what it did not get.
 *
 * A log has no holes and this page asks for everything, so the offsets alone prove what was lost: a jump is a loss, a
 * step back is a repetition. Nothing here trusts the server's own word for it.
 */
export class Cursor {
  /** Names the incarnation of the log; empty until the first answer. */
  epoch = '';
  /** The last offset that is dealt with. */
  offset = 0;
  received = 0;
  lost = 0;
  repeated = 0;

  /** What a subscription has to hold to go on from here. */
  get since() {
    return this.epoch ? { epoch: this.epoch, offset: this.offset } : {};
  }

  /**
   * The server's answer to a subscription.
   *
   * @param {{epoch?: string, offset?: number}} frame
   */
  subscribed({ epoch = '', offset = 0 }) {
    if (epoch === this.epoch && offset > this.offset) {
      this.lost += offset - this.offset;
    }
    if (epoch !== this.epoch || offset > this.offset) {
      this.epoch = epoch;
      this.offset = offset;
    }
  }

  /**
   * @param {{offset?: number}} frame a message; without an offset in a dialect that has none
   * @returns {boolean} whether it is new
   */
  message({ offset }) {
    if (offset === undefined) {
      this.received++;
      return true;
    }
    if (offset <= this.offset) {
      this.repeated++;
      return false;
    }
    this.lost += offset - this.offset - 1;
    this.offset = offset;
    this.received++;
    return true;
  }

  /**
   * The server says that these entries will not come.
   *
   * @param {{from: number, to: number}} frame
   */
  gap({ from, to }) {
    const first = Math.max(from, this.offset + 1);
    if (to >= first) {
      this.lost += to - this.offset;
      this.offset = to;
    }
  }

  /**
   * Entries passed that were not for this client.
   *
   * @param {{offset: number}} frame
   */
  position({ offset }) {
    this.offset = Math.max(this.offset, offset);
  }
}
