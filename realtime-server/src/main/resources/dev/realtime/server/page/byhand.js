import { $, copy, el, icon, setText } from './dom.js';
import { announce } from './announce.js';
import { byHand, shorten, TOOLS } from './snippets.js';

const WORDS = {
  connect: 'Connect', publish: 'Publish', burst: 'Burst', resume: 'Resume', subscribe: 'Subscribe',
  unsubscribe: 'Unsubscribe', ping: 'Ping',
};

/** The panel that shows what was just clicked as a line to type. */
export class ByHand {
  #demo;
  #tool = TOOLS[0];
  #action = null;
  #token = '';

  /** @param {import('./demo.js').Demo} demo */
  constructor(demo) {
    this.#demo = demo;
    $('#tools').replaceChildren(...TOOLS.map((tool) => this.#tab(tool)));
    $('#tools').addEventListener('keydown', (event) => this.#move(event));
    $('#copy-snippet').replaceChildren(icon('copy'), 'Copy');
    $('#copy-snippet').addEventListener('click', () => this.#copy());
    this.#select(this.#tool);
  }

  /** @param {object} action see snippets.js, with the person who did it */
  async show(action) {
    this.#action = action;
    this.#token = await this.#demo.token(action.person, false);
    this.#render();
  }

  #tab(tool) {
    const tab = el('button', { type: 'button', role: 'tab', id: `tool-${tool}`, 'aria-controls': 'snippet' }, tool);
    tab.addEventListener('click', () => this.#select(tool));
    return tab;
  }

  #select(tool) {
    this.#tool = tool;
    for (const tab of $('#tools').children) {
      const chosen = tab.id === `tool-${tool}`;
      tab.setAttribute('aria-selected', String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
    $('#snippet').setAttribute('aria-labelledby', `tool-${tool}`);
    this.#render();
  }

  #move(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      const next = TOOLS[(TOOLS.indexOf(this.#tool) + step + TOOLS.length) % TOOLS.length];
      this.#select(next);
      $(`#tool-${next}`).focus();
      event.preventDefault();
    }
  }

  #render() {
    if (this.#action) {
      setText($('#action'), `${WORDS[this.#action.kind]} as ${this.#action.person.name}`);
      setText($('#snippet'), this.#text(shorten));
    }
  }

  #text(secret) {
    const { url, protocol, adminKey } = this.#demo;
    const place = { http: location.origin, ws: url, protocol, token: secret(this.#token), adminKey: secret(adminKey) || undefined };
    return byHand(this.#tool, { ...this.#action, tenant: this.#action.person.tenant }, place);
  }

  async #copy() {
    if (this.#action) {
      await copy(this.#text((secret) => secret));
      announce('Copied, with the token in full');
    }
  }
}
