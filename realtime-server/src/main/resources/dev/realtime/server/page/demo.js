import { channels, native } from './wire.js';

/**
 * What the page may be: the people it can speak as, and how each gets a connection. Tokens and the admin key live in
 * this object and nowhere else; they are gone with the page.
 *
 * @typedef {{name: string, tenant: string, user: string}} Person
 *
 * @typedef {object} Demo
 * @property {Person[]} people
 * @property {string[]} channels
 * @property {string} adminKey
 * @property {string} protocol
 * @property {string} url
 * @property {() => import('./wire.js').Wire} wire
 * @property {(person: Person, fresh: boolean) => Promise<string>} token
 */

const FALLBACK_CHANNELS = ['chat', 'notifications', 'analytics', 'documents'];

/** The demo of the server, or nothing if it runs without. @returns {Promise<Demo | null>} */
export async function loadDemo() {
  const description = await fetchDescription();
  if (!description) {
    return null;
  }
  let current = description;
  const url = socketUrl(description.endpoints.realtime);
  return {
    people: description.tenants.flatMap(({ id, users }) =>
      users.map((user) => ({ name: title(user.id), tenant: id, user: user.id })),
    ),
    channels: description.channels.sort(chatFirst),
    adminKey: description.adminKey,
    protocol: 'realtime.v1.json',
    url,
    wire: () => native(url),
    token: async (person, fresh) => {
      current = fresh ? ((await fetchDescription()) ?? current) : current;
      const tenant = current.tenants.find(({ id }) => id === person.tenant);
      return tenant?.users.find(({ id }) => id === person.user)?.token ?? '';
    },
  };
}

/** Two connections of whoever holds the token. @returns {Demo} */
export function withToken(token) {
  const url = socketUrl('/realtime');
  return {
    people: twice(),
    channels: FALLBACK_CHANNELS,
    adminKey: '',
    protocol: 'realtime.v1.json',
    url,
    wire: () => native(url),
    token: async () => token,
  };
}

/** Two connections in the `channels` dialect, for a server that believes a name. @returns {Demo} */
export function withName(name) {
  const wire = channels(socketUrl('/ws'), name);
  return {
    people: twice(),
    channels: FALLBACK_CHANNELS,
    adminKey: '',
    protocol: '',
    url: wire.url,
    wire: () => wire,
    token: async () => '',
  };
}

async function fetchDescription() {
  const response = await fetch('demo.json', { cache: 'no-store' });
  return response.status === 200 ? response.json() : null;
}

/** The channel everybody knows what to do with. */
function chatFirst(a, b) {
  return Number(b === 'chat') - Number(a === 'chat');
}

function twice() {
  return ['Here', 'There'].map((name) => ({ name, tenant: '', user: name }));
}

function socketUrl(path) {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}`;
}

function title(id) {
  return id.slice(0, 1).toUpperCase() + id.slice(1);
}
