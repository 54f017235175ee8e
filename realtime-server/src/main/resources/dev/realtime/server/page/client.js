import { Absence } from './absence.js';
import { Connection } from './connection.js';
import { Cursor } from './cursor.js';
import { count } from './dom.js';

/** After the last recovered message, how long to wait for a straggler before the story is told. */
const SETTLE_MILLIS = 150;
/** Refusals of the same kind within this time are told as one. */
const COLLECT_MILLIS = 100;
/** Own names on the server that are remembered: a message may come back after a reconnect changed the name. */
const MAX_NAMES = 8;

/**
 * A person on the page: one connection, one channel at a time, a cursor for every channel it ever had.
 *
 * @typedef {object} ClientEvents
 * @property {() => void} changed something that is shown changed
 * @property {(direction: 'in'|'out', text: string) => void} passed text went over the wire
 * @property {(frame: object, recovered: boolean) => void} message a new message of the channel
 * @property {(kind: string, text: string) => void} noted something worth a mark in the log
 * @property {() => void} settled the last absence is over and everything missed was dealt with
 */
export class Client {
  channel = '';
  wanted = false;
  /** @type {Absence | null} the current or last absence from the channel */
  absence = null;

  #wire;
  #ledger;
  #events;
  #cursors = new Map();
  #absences = new Map();
  #state = 'initial';
  #telling = 0;
  #names = [];
  #acked = 0;
  #echoed = 0;
  #refusals = new Map();

  /**
   * @param {{name: string, tenant: string, user: string, token: string}} person
   * @param {import('./wire.js').Wire} wire
   * @param {(fresh: boolean) => Promise<string>} token
   * @param {import('./ledger.js').Ledger} ledger
   * @param {ClientEvents} events
   */
  constructor(person, wire, token, ledger, events) {
    this.person = person;
    this.#wire = wire;
    this.#ledger = ledger;
    this.#events = events;
    this.connection = new Connection(wire, token, () => this.#resume(), {
      changed: () => this.#connectionChanged(),
      passed: events.passed,
      pushed: (frame) => this.#pushed(frame),
    });
  }

  get connected() {
    return this.connection.state === 'connected';
  }

  /** Whether messages pass that it does not get: not so before its first connection. */
  get away() {
    return !this.wanted || (!this.connected && this.#names.length > 0);
  }

  get cursor() {
    return this.#cursors.get(this.channel);
  }

  /** Entries of the log that this client was not given yet, as far as the page knows. */
  get behind() {
    const { epoch, offset } = this.cursor;
    return Math.max(0, this.#ledger.head(this.#log, epoch) - offset);
  }

  /**
   * Publications that are in the log for certain. An ack proves it, and so does the message that comes back; after a
   * cut only the latter may be left.
   */
  get published() {
    return Math.max(this.#acked, this.#echoed);
  }

  /** Over all channels. @param {'published'|'received'|'lost'|'repeated'} what */
  total(what) {
    return what === 'published'
      ? this.published
      : [...this.#cursors.values()].reduce((sum, cursor) => sum + cursor[what], 0);
  }

  /** Leaves the channel it has for another one, where it goes on from its last position. */
  join(channel) {
    if (this.wanted && this.channel !== channel) {
      this.unsubscribe();
    }
    this.channel = channel;
    if (!this.#cursors.has(channel)) {
      this.#cursors.set(channel, new Cursor());
    }
    this.absence = this.#absences.get(channel) ?? null;
    this.subscribe();
  }

  subscribe() {
    this.wanted = true;
    if (this.connected) {
      this.#ask({ type: 'subscribe', channel: this.channel, ...this.cursor.since });
    }
    this.#events.changed();
  }

  unsubscribe() {
    this.wanted = false;
    this.#leave();
    if (this.connected) {
      this.#ask({ type: 'unsubscribe', channel: this.channel });
    }
    this.#events.changed();
  }

  /** @returns {Promise<boolean>} whether the log took it */
  async publish(data) {
    const ack = await this.#ask({ type: 'publish', channel: this.channel, data });
    if (ack) {
      this.#acked++;
      if (!this.#wire.positions) {
        // This dialect never shows its sender what it sent.
        this.#events.message({ data, origin: this.connection.client }, false);
      }
      this.#saw(ack);
      this.#events.changed();
    }
    return ack !== null;
  }

  async #ask(frame) {
    try {
      return await this.connection.request(frame);
    } catch ({ code, message }) {
      this.#refused(`${frame.type}: ${code}${message ? `, ${message}` : ''}`);
      return null;
    }
  }

  #refused(text) {
    if (this.#refusals.size === 0) {
      setTimeout(() => this.#tellRefusals(), COLLECT_MILLIS);
    }
    this.#refusals.set(text, (this.#refusals.get(text) ?? 0) + 1);
  }

  #tellRefusals() {
    this.#refusals.forEach((times, text) =>
      this.#events.noted('refused', times === 1 ? text : `${text} (${count(times)} times)`),
    );
    this.#refusals.clear();
  }

  #resume() {
    return this.wanted ? { [this.channel]: this.cursor.since } : {};
  }

  #connectionChanged() {
    const before = this.#state;
    this.#state = this.connection.state;
    this.#remember(this.connection.client);
    if (before === 'connected' && this.#state !== 'connected' && this.wanted) {
      this.#leave();
    }
    this.#events.changed();
  }

  #remember(name) {
    if (name && !this.#names.includes(name)) {
      this.#names = [...this.#names, name].slice(-MAX_NAMES);
    }
  }

  #leave() {
    const { epoch, offset } = this.cursor;
    const nothingToLeave = this.#wire.positions && !epoch;
    if (nothingToLeave || (this.absence && !this.absence.over)) {
      return;
    }
    this.absence = new Absence(this.cursor);
    this.#absences.set(this.channel, this.absence);
    this.#events.noted('left', epoch ? `away after offset ${count(offset)}` : 'away');
  }

  #pushed(frame) {
    if (frame.channel !== this.channel || !this.wanted) {
      return;
    }
    if (frame.type === 'message') {
      this.#message(frame);
    } else if (frame.type === 'subscribed') {
      this.#subscribed(frame);
    } else if (frame.type === 'gap') {
      this.cursor.gap(frame);
      this.#events.noted('gap', `gap ${count(frame.from)}–${count(frame.to)}: ${frame.reason}`);
    } else if (frame.type === 'position') {
      this.cursor.position(frame);
    }
    this.#settle();
    this.#events.changed();
  }

  #message(frame) {
    // Shown here, but an entry of the user's own log: its offset belongs there.
    const offset = frame.log ? undefined : frame.offset;
    if (!this.cursor.message({ offset })) {
      return;
    }
    this.#saw({ epoch: this.cursor.epoch, offset });
    this.#echoed += Number(this.#names.includes(frame.origin));
    const recovered = offset !== undefined && this.absence !== null && this.absence.takes(frame);
    this.#events.message(frame, recovered);
  }

  #subscribed(frame) {
    const head = this.#ledger.head(this.#log, frame.epoch);
    this.cursor.subscribed(frame);
    this.#saw(frame);
    if (this.absence && !this.absence.over) {
      this.absence.end(frame, head);
    }
    if (!this.#wire.positions) {
      this.#events.noted('subscribed', 'subscribed; this dialect has no positions, so nothing is caught up');
    } else if (!frame.recovered && frame.reason !== 'NEW') {
      this.#events.noted('gap', `the log could not be continued: ${frame.reason}`);
    }
  }

  #settle() {
    const absence = this.absence;
    if (!absence || absence.told || !absence.settled(this.cursor)) {
      return;
    }
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => {
      absence.told = true;
      this.#events.settled(absence);
    }, SETTLE_MILLIS);
  }

  #saw({ epoch, offset }) {
    if (offset !== undefined && epoch) {
      this.#ledger.saw(this.#log, epoch, offset);
    }
  }

  get #log() {
    return `${this.person.tenant}/${this.channel}`;
  }
}
