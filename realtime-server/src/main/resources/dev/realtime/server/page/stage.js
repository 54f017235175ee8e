import { announce } from './announce.js';
import { Card, OFFLINE_MILLIS } from './card.js';
import { Client } from './client.js';
import { $, count, duration, setAttribute, setText } from './dom.js';
import { Frames } from './frames.js';
import { Ledger } from './ledger.js';
import { LogBook, LogView } from './log.js';

const PLACES = ['first', 'second'];
/** How often the one who stays says something while the other is away. */
const TALK_MILLIS = 100;
const TIMELINE_MILLIS = 250;
const BURST = 1000;
/** Requests on their way at the same time; a server need not hold more answers for one client. */
const UNANSWERED = 100;
/** A drawing that takes no longer may follow every frame of the screen. */
const CHEAP_MILLIS = 6;

/** The two clients and everything that shows them. */
export class Stage {
  /** @type {import('./demo.js').Demo} */
  #demo;
  #ledger = new Ledger();
  #frames = new Frames();
  #log = new LogView();
  #books = PLACES.map(() => new LogBook());
  #cards;
  /** @type {Client[]} */
  #clients = [];
  /** Who is behind an `origin`. @type {Map<string, import('./demo.js').Person>} */
  #people = new Map();
  /** What clients counted that have made place for others. */
  #former = { published: 0, received: 0, lost: 0, repeated: 0 };
  #speaker = 0;
  #channel;
  #drawing = false;
  #costMillis = 0;
  #acted;

  /**
   * @param {import('./demo.js').Demo} demo
   * @param {(action: object) => void} acted told what was just done, for the panel "By hand"
   */
  constructor(demo, acted) {
    this.#demo = demo;
    this.#acted = acted;
    this.#channel = demo.channels[0];
    this.#cards = PLACES.map(
      (place, i) =>
        new Card(place, demo.people, {
          acted: (action) => this.#act(i, action),
          chose: (person) => this.#cast(i, person),
        }),
    );
    $('#cards').replaceChildren(...this.#cards.map(({ element }) => element));
    PLACES.forEach((_, i) => this.#cast(i, i));
    this.#log.show(this.#books[0]);
    setInterval(() => this.#drawTimelines(), TIMELINE_MILLIS);
    this.#tell(0, 'connect');
  }

  get speaker() {
    return this.#clients[this.#speaker];
  }

  get clients() {
    return this.#clients;
  }

  /** Whose eyes and whose voice. */
  speakAs(index) {
    this.#speaker = index;
    this.#log.show(this.#books[index]);
  }

  /** Both clients go to another channel. */
  switchTo(channel) {
    this.#channel = channel;
    this.#books = PLACES.map(() => new LogBook());
    this.#log.show(this.#books[this.#speaker]);
    this.#clients.forEach((client) => client.join(channel));
    this.#tell(this.#speaker, 'subscribe');
  }

  async publish(text) {
    const data = { text };
    this.#tell(this.#speaker, 'publish', data);
    return this.speaker.publish(data);
  }

  /** A thousand publications as fast as they are taken, and how long it took. */
  async burst() {
    const index = this.#speaker;
    const client = this.#clients[index];
    if (!client.connected) {
      return void client.publish({ text: '' });
    }
    this.#tell(index, 'burst', { text: 'burst' });
    const startedAt = performance.now();
    let sent = 0;
    let acks = 0;
    const lane = async () => {
      while (sent < BURST && client.connected) {
        const taken = await client.publish({ text: `burst ${count(++sent)} of ${count(BURST)}` });
        acks += Number(taken);
      }
    };
    await Promise.all(Array.from({ length: UNANSWERED }, lane));
    const millis = performance.now() - startedAt;
    this.#note(index, 'burst', `burst: ${count(acks)} of ${count(BURST)} in the log after ${duration(millis)}`);
    announce(`Burst done, ${count(acks)} in the log`);
  }

  /** The network is back: whoever waits tries at once. */
  wake() {
    this.#clients.filter(({ connection }) => connection.state === 'reconnecting').forEach(({ connection }) => connection.connect());
  }

  #cast(index, personIndex) {
    this.#retire(this.#clients[index]);
    const person = this.#demo.people[personIndex];
    const book = (this.#books[index] = new LogBook());
    const isCurrent = (handle) => (...args) => client === this.#clients[index] && handle(...args);
    const client = new Client(person, this.#demo.wire(), (fresh) => this.#demo.token(person, fresh), this.#ledger, {
      changed: isCurrent(() => this.#changed(index)),
      passed: isCurrent((direction, text) => this.#passed(person, direction, text)),
      message: isCurrent((frame, recovered) => this.#message(index, frame, recovered)),
      noted: isCurrent((kind, text) => this.#note(index, kind, text)),
      settled: isCurrent((absence) => this.#settled(index, absence)),
    });
    this.#clients[index] = client;
    client.join(this.#channel);
    this.#cards[index].show(client, personIndex);
    if (index === this.#speaker) {
      this.#log.show(book);
    }
    this.#showSpeakers();
    client.connection.connect();
  }

  #retire(client) {
    if (client) {
      Object.keys(this.#former).forEach((name) => (this.#former[name] += client.total(name)));
      client.connection.disconnect();
    }
  }

  #act(index, action) {
    const client = this.#clients[index];
    switch (action) {
      case 'kill':
        this.#tell(index, 'resume');
        client.connection.drop();
        return this.#keepTalking(index);
      case 'offline':
        this.#tell(index, 'resume');
        client.connection.drop(OFFLINE_MILLIS);
        return this.#keepTalking(index);
      case 'return':
        return client.connection.connect();
      case 'subscribe':
        this.#tell(index, 'subscribe');
        return client.subscribe();
      case 'unsubscribe':
        this.#tell(index, 'unsubscribe');
        return client.unsubscribe();
      default:
        this.#tell(index, 'ping');
        return client.connection.ping();
    }
  }

  /** While one is away, the other one goes on publishing: that is what has to be caught up. */
  #keepTalking(absent) {
    const other = this.#clients[1 - absent];
    const { name } = this.#clients[absent].person;
    let said = 0;
    const talk = setInterval(() => {
      if (this.#clients[absent].connected || !other.connected) {
        clearInterval(talk);
      } else {
        other.publish({ text: `while ${name} is away, ${count(++said)}` });
      }
    }, TALK_MILLIS);
  }

  #changed(index) {
    const { connection, person, absence } = this.#clients[index];
    const card = this.#cards[index];
    if (card.state !== connection.state) {
      const silent = card.state === undefined || (connection.state === 'connected' && absence && !absence.told);
      card.state = connection.state;
      if (!silent) {
        announce(`${person.name}: ${connection.state}`);
      }
      if (connection.client) {
        this.#people.set(connection.client, person);
      }
    }
    this.#draw();
  }

  #passed(person, direction, text) {
    this.#frames.add({ who: person.name, direction, text });
    this.#draw();
  }

  #message(index, frame, recovered) {
    this.#cards[index].timeline.message(recovered);
    const author = this.#people.get(frame.origin);
    const from = author?.name ?? frame.origin ?? 'server';
    const face = PLACES[this.#clients.findIndex(({ person }) => person === author)] ?? 'other';
    const text = typeof frame.data?.text === 'string' ? frame.data.text : JSON.stringify(frame.data);
    this.#log.add(this.#books[index], { kind: 'message', from, face, text, offset: frame.offset, recovered });
  }

  #note(index, kind, text) {
    this.#log.add(this.#books[index], { kind, text });
    this.#draw();
  }

  #settled(index, absence) {
    const { person, cursor } = this.#clients[index];
    const { missed, recovered, lost, repeated } = absence.report(cursor);
    const text = `back after ${duration(absence.millis)}: missed ${count(missed)}, recovered ${count(recovered)}, lost ${count(lost)}, repeated ${count(repeated)}`;
    this.#note(index, lost || repeated ? 'gap' : 'back', text);
    announce(`${person.name} is ${text}`);
  }

  #tell(index, kind, data = {}) {
    const { person, channel, cursor } = this.#clients[index];
    this.#acted({ kind, data, since: cursor.since, channel, person });
  }

  #showSpeakers() {
    this.#clients.forEach(({ person }, i) => setText($(`#speaker-${i}`), person.name));
  }

  /** Draws soon. Under load it draws less often, so that drawing takes a quarter of the time at most. */
  #draw() {
    if (this.#drawing) {
      return;
    }
    this.#drawing = true;
    const draw = () => {
      const startedAt = performance.now();
      this.#drawing = false;
      this.#cards.forEach((card) => card.update());
      this.#showTotals();
      this.#log.flush();
      this.#frames.flush();
      this.#costMillis = performance.now() - startedAt;
    };
    const pause = this.#costMillis > CHEAP_MILLIS ? 3 * this.#costMillis : 0;
    pause ? setTimeout(() => requestAnimationFrame(draw), pause) : requestAnimationFrame(draw);
  }

  #showTotals() {
    for (const name of ['published', 'received']) {
      setText($(`#total-${name}`), count(this.#total(name)));
    }
    for (const name of ['lost', 'repeated']) {
      const sum = this.#total(name);
      setText($(`#total-${name}`), count(sum));
      setAttribute($(`#verdict-${name}`), 'data-good', String(sum === 0));
      setAttribute($(`#verdict-${name} use`), 'href', `icons.svg#${sum === 0 ? 'check' : 'warning'}`);
    }
  }

  #total(name) {
    return this.#clients.reduce((sum, client) => sum + client.total(name), this.#former[name]);
  }

  #drawTimelines() {
    this.#clients.forEach(({ away }, i) => this.#cards[i].timeline.draw(away));
    this.#draw();
  }
}
