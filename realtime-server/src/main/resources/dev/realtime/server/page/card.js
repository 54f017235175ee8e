import { $, count, duration, el, icon, setAttribute, setText } from './dom.js';
import { Timeline } from './timeline.js';

const OFFLINE_MILLIS = 10_000;

/**
 * The panel of one client.
 *
 * @typedef {object} CardEvents
 * @property {(action: string) => void} acted something was clicked
 * @property {(person: number) => void} chose another person was chosen
 */
export class Card {
  element;
  timeline;
  #parts;
  #events;
  /** @type {import('./client.js').Client} */
  #client;

  /**
   * @param {'first'|'second'} place
   * @param {{name: string, tenant: string}[]} people to choose from
   * @param {CardEvents} events
   */
  constructor(place, people, events) {
    this.#events = events;
    this.element = $('#card').content.firstElementChild.cloneNode(true);
    this.element.dataset.place = place;
    const part = (selector) => $(selector, this.element);
    this.#parts = {
      face: part('.face'), name: part('h3'), tenant: part('.tenant'), person: part('.person'), pill: part('.pill'), state: part('.state'),
      use: part('.pill use'), position: part('.position'), behind: part('.behind'), latency: part('.latency'),
      story: part('.story'), kill: part('.kill'), offline: part('.offline'), subscription: part('.subscription'),
      ping: part('.ping'),
    };
    this.timeline = new Timeline(part('.timeline'), {
      live: $('.legend .live'), recovered: $('.legend .caught'), base: $('.legend .base'), away: $('.legend .gone'),
    });
    this.#fillPeople(place, people);
    this.#parts.kill.append(icon('cut'), 'Kill my connection');
    this.#parts.kill.addEventListener('click', () => events.acted('kill'));
    this.#parts.offline.addEventListener('click', () => events.acted(this.#client.connected ? 'offline' : 'return'));
    this.#parts.subscription.addEventListener('click', () => events.acted(this.#client.wanted ? 'unsubscribe' : 'subscribe'));
    this.#parts.ping.append('Ping');
    this.#parts.ping.addEventListener('click', () => events.acted('ping'));
  }

  /** @param {import('./client.js').Client} client @param {number} person */
  show(client, person) {
    this.#client = client;
    const { name } = client.person;
    setText(this.#parts.name, name);
    setText(this.#parts.tenant, client.person.tenant);
    setText(this.#parts.face, name.slice(0, 1));
    this.#parts.person.value = String(person);
    this.#parts.kill.setAttribute('aria-label', `Kill my connection: ${name}`);
    this.#parts.ping.setAttribute('aria-label', `Ping: ${name}`);
    this.update();
  }

  /** To be called once a frame of the screen, if anything changed. */
  update() {
    const { connection, cursor, behind, wanted, connected } = this.#client;
    const parts = this.#parts;
    setAttribute(this.element, 'data-state', connection.state);
    setAttribute(parts.use, 'href', `icons.svg#${connection.state}`);
    setText(parts.state, connection.state);
    setText(parts.position, cursor.epoch ? `${cursor.epoch} · ${count(cursor.offset)}` : '–');
    setText(parts.behind, connection.positions ? count(behind) : '–');
    setText(parts.latency, duration(connection.latencyMillis));
    setText(parts.story, this.#story());
    setText(parts.offline, connected ? 'Go offline 10 s' : 'Come back now');
    setText(parts.subscription, wanted ? 'Unsubscribe' : 'Subscribe');
    parts.kill.disabled = parts.ping.disabled = !connected;
  }

  #story() {
    const { connection, absence, cursor, wanted } = this.#client;
    if (connection.state === 'failed') {
      return `${connection.reason}. The server wants no further attempt; reload the page to begin anew.`;
    }
    if (connection.state === 'reconnecting') {
      const wait = connection.retryAt ? `, next try in ${Math.max(0, (connection.retryAt - Date.now()) / 1000).toFixed(1)} s` : '';
      return `${connection.reason || 'Connecting'}${wait}`;
    }
    if (!wanted) {
      return 'Not subscribed. What is said meanwhile comes with the next subscription.';
    }
    if (!connection.positions) {
      return 'This dialect has no positions: what is said while you are away is gone.';
    }
    if (!absence?.over) {
      return 'No interruption so far.';
    }
    const { missed, recovered, lost, repeated } = absence.report(cursor);
    return `Away ${duration(absence.millis)}. Missed while away: ${count(missed)}, recovered: ${count(recovered)}, lost: ${count(lost)}, repeated: ${count(repeated)}`;
  }

  #fillPeople(place, people) {
    const select = this.#parts.person;
    select.id = `person-${place}`;
    select.previousElementSibling.htmlFor = select.id;
    const tenants = [...new Set(people.map(({ tenant }) => tenant))];
    select.append(
      ...tenants.map((tenant) =>
        el(
          'optgroup',
          { label: tenant },
          ...people.flatMap((person, i) =>
            person.tenant === tenant ? [el('option', { value: String(i) }, person.name)] : [],
          ),
        ),
      ),
    );
    const onlyThese = people.length < 3;
    select.hidden = onlyThese;
    this.#parts.name.classList.toggle('sr', !onlyThese);
    select.addEventListener('change', () => this.#events.chose(Number(select.value)));
  }
}

export { OFFLINE_MILLIS };
