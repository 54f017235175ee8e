import { backoff } from './backoff.js';

/** A greeting or a pong that takes longer means that nobody is there. */
const PATIENCE_MILLIS = 10_000;
const PING_EVERY_MILLIS = 5_000;
/** A connection that lived this long starts the next series of attempts from the first step. */
const STABLE_MILLIS = 5_000;
/** Requests without an answer; a client that has more is out of step with its server. */
const MAX_PENDING = 20_000;

/**
 * One client's connection: opens it, keeps it, and opens it again.
 *
 *     initial → connecting → connected ⇄ reconnecting
 *                    ↘            ↓            ↓
 *                  failed     disconnected   failed
 *
 * `connected` is reached with the server's greeting, not with the open socket. `failed` is final: the server said that
 * coming back is useless. Whatever happens to a socket that is no longer the current one is ignored.
 *
 * @typedef {'initial'|'connecting'|'connected'|'reconnecting'|'disconnected'|'failed'} State
 *
 * @typedef {object} Events
 * @property {() => void} changed state, latency or waiting time changed
 * @property {(frame: object) => void} pushed a frame that is no answer to a request
 * @property {(direction: 'in'|'out', text: string) => void} passed text that went over the wire
 */
export class Connection {
  /** @type {State} */
  state = 'initial';
  /** Why the last connection ended, for people. */
  reason = '';
  /** Time of the next attempt, milliseconds since 1970; 0 if none is planned. */
  retryAt = 0;
  /** Round trip of the last ping; NaN before the first. */
  latencyMillis = NaN;
  /** Public id on the server, the `origin` of what this client publishes. */
  client = '';

  #wire;
  #token;
  #resume;
  #events;
  #socket = null;
  #session = '';
  #attempt = 0;
  #refused = 0;
  /** Part of the wait that the server asked for, so that not all its clients come back at once. */
  #spreadMillis = 0;
  #goodbye = '';
  #connectedAt = 0;
  #nextId = 1;
  #pending = new Map();
  #timers = { retry: 0, patience: 0, ping: 0 };

  /**
   * @param {import('./wire.js').Wire} wire
   * @param {(fresh: boolean) => Promise<string>} token `fresh` when the last one was refused
   * @param {() => Record<string, object>} resume the subscriptions to take up, with the position of each
   * @param {Events} events
   */
  constructor(wire, token, resume, events) {
    this.#wire = wire;
    this.#token = token;
    this.#resume = resume;
    this.#events = events;
  }

  get positions() {
    return this.#wire.positions;
  }

  /** Opens the connection now, whatever it waits for. */
  connect() {
    this.#abandon();
    this.retryAt = 0;
    this.#become(this.#connectedAt ? 'reconnecting' : 'connecting');
    const socket = new WebSocket(this.#wire.url, this.#wire.protocols);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    const mine = (handle) => (event) => socket === this.#socket && handle(event);
    socket.onopen = mine(() => this.#greet(socket));
    socket.onmessage = mine(({ data }) => this.#receive(data));
    socket.onclose = mine(({ code, reason }) => this.#closed(code, reason));
    this.#timers.patience = setTimeout(() => this.#lose('no greeting'), PATIENCE_MILLIS);
  }

  /** Ends the connection for good. */
  disconnect() {
    this.#abandon();
    this.retryAt = 0;
    this.reason = 'closed by you';
    this.#become('disconnected');
  }

  /**
   * Loses the connection in mid-stream, as a cut cable would. A page cannot cut a cable: it throws the socket away
   * unread, with everything that is in flight.
   *
   * @param {number} awayMillis how long to stay away; 0 for the first step of the back-off
   */
  drop(awayMillis = 0) {
    this.#attempt = 0;
    this.#lose(awayMillis ? 'offline' : 'connection killed', awayMillis);
  }

  /**
   * @param {object} frame
   * @returns {Promise<object>} the answer; rejected with an `error` frame, or one of code CONNECTION_LOST when the
   *     outcome is unknown
   */
  request(frame) {
    if (this.state !== 'connected' || this.#pending.size >= MAX_PENDING) {
      return Promise.reject({ type: 'error', code: 'NOT_CONNECTED', message: `the client is ${this.state}` });
    }
    const id = this.#nextId++;
    this.#send({ ...frame, id });
    return this.#wire.positions
      ? new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }))
      : Promise.resolve({ type: 'ack' });
  }

  /** Measures the round trip. */
  ping() {
    if (this.state !== 'connected') {
      return;
    }
    const sentAt = performance.now();
    this.#timers.patience ||= setTimeout(() => this.#lose('no pong'), PATIENCE_MILLIS);
    this.#pending.set('pong', {
      resolve: () => {
        this.latencyMillis = performance.now() - sentAt;
        this.#events.changed();
      },
      reject: () => {},
    });
    this.#send({ type: 'ping' });
  }

  async #greet(socket) {
    let token;
    try {
      token = await this.#token(this.#refused > 0);
    } catch {
      token = '';
    }
    if (socket !== this.#socket) {
      return;
    }
    const subs = this.#resume();
    const session = this.#session && { session: this.#session };
    const hello = this.#wire.hello({ id: this.#nextId++, token, ...session, subs });
    if (hello) {
      this.#send(hello);
    } else {
      Object.keys(subs).forEach((channel) => this.#send({ type: 'subscribe', channel }));
    }
  }

  #receive(data) {
    const text = typeof data === 'string' ? data : `binary, ${data.byteLength} bytes`;
    this.#events.passed('in', text);
    let frame;
    try {
      frame = this.#wire.decode(JSON.parse(text));
    } catch {
      return;
    }
    const key = frame.type === 'pong' ? 'pong' : frame.id;
    const waiting = this.#pending.get(key);
    this.#pending.delete(key);
    this.#settlePatience(frame.type);
    if (frame.type === 'connected') {
      this.#connected(frame);
    } else if (frame.type === 'ping') {
      this.#send({ type: 'pong' });
    } else if (frame.type === 'goodbye') {
      this.#goodbye = frame.reason ?? '';
      this.#spreadMillis = frame.windowMs?.[1] ?? 0;
    }
    if (waiting) {
      frame.type === 'error' ? waiting.reject(frame) : waiting.resolve(frame);
    }
    this.#events.pushed(frame);
  }

  #connected({ client = '', session = '' }) {
    this.client = client;
    this.#session = session;
    this.#refused = 0;
    this.#connectedAt = performance.now();
    this.reason = '';
    this.#become('connected');
    this.ping();
    this.#timers.ping = setInterval(() => this.ping(), PING_EVERY_MILLIS);
  }

  /** After the greeting every frame is a sign of life: under load the pong is far behind. */
  #settlePatience(type) {
    if (this.state === 'connected' || type === 'connected') {
      clearTimeout(this.#timers.patience);
      this.#timers.patience = 0;
    }
  }

  /** 4000–4499 mean "come back", 4500–4999 and 1008 mean "do not"; everything else is weather. */
  #closed(code, reason) {
    const why = `${reason || this.#goodbye || 'connection lost'} (${code})`;
    const refusedToken = code === 4501 || code === 4002;
    if (refusedToken && this.#refused++ === 0) {
      this.#lose(why);
    } else if (code === 1008 || (code >= 4500 && code <= 4999)) {
      this.#abandon();
      this.reason = why;
      this.#become('failed');
    } else {
      this.#lose(why);
    }
  }

  #lose(reason, awayMillis = 0) {
    if (this.state === 'connected' && performance.now() - this.#connectedAt > STABLE_MILLIS) {
      this.#attempt = 0;
    }
    this.#abandon();
    this.reason = reason;
    const wait = awayMillis || backoff(this.#attempt++) + Math.round(Math.random() * this.#spreadMillis);
    this.#spreadMillis = 0;
    this.#goodbye = '';
    this.retryAt = Date.now() + wait;
    this.#timers.retry = setTimeout(() => this.connect(), wait);
    this.#become('reconnecting');
  }

  #abandon() {
    clearTimeout(this.#timers.retry);
    clearTimeout(this.#timers.patience);
    clearInterval(this.#timers.ping);
    this.#timers = { retry: 0, patience: 0, ping: 0 };
    const socket = this.#socket;
    this.#socket = null;
    socket?.close(4000);
    const unanswered = [...this.#pending.values()];
    this.#pending.clear();
    unanswered.forEach(({ reject }) => reject({ type: 'error', code: 'CONNECTION_LOST', message: 'outcome unknown' }));
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      const text = JSON.stringify(this.#wire.encode(frame));
      this.#socket.send(text);
      this.#events.passed('out', text);
    }
  }

  #become(state) {
    this.state = state;
    this.#events.changed();
  }
}
