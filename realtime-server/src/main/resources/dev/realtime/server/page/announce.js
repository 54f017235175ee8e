import { $, el } from './dom.js';

const KEEP = 3;

/** Says something to people who do not see the page; one short sentence for each thing that happened. */
export function announce(text) {
  const status = $('#status');
  status.append(el('p', {}, text));
  while (status.childElementCount > KEEP) {
    status.firstElementChild.remove();
  }
}
