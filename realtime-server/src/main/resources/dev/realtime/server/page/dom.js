/** Everything a peer sent reaches the page as text, never as markup: these are the only ways in. */

const SVG = 'http://www.w3.org/2000/svg';

/** The one element that is there by contract with index.html. */
export const $ = (selector, root = document) => root.querySelector(selector);

/**
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node|string)} children strings become text
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
  element.append(...children);
  return element;
}

/** A decorative icon; the text beside it says the same. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Writes only what differs, so that an unchanged page costs no layout and no announcement. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function setAttribute(element, name, value) {
  if (element.getAttribute(name) !== value) {
    element.setAttribute(name, value);
  }
}

const number = new Intl.NumberFormat('en');

export const count = (n) => number.format(n);

/** @param {number} millis */
export function duration(millis) {
  if (Number.isNaN(millis)) {
    return '–';
  }
  if (millis >= 1000) {
    return `${(millis / 1000).toFixed(1)} s`;
  }
  return `${millis.toFixed(millis < 10 ? 1 : 0)} ms`;
}

/** Copies text, also where the page is not served from a secure origin. */
export async function copy(text) {
  if (navigator.clipboard) {
    return navigator.clipboard.writeText(text);
  }
  const area = el('textarea', { class: 'away', 'aria-hidden': 'true' }, text);
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
}
