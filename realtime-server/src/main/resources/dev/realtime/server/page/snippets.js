/**
 * What was just clicked, as a line for a terminal or a script. Pure text in, pure text out.
 *
 * @typedef {object} Action
 * @property {'connect'|'publish'|'burst'|'resume'|'subscribe'|'unsubscribe'|'ping'} kind
 * @property {string} channel
 * @property {object} data what was published
 * @property {object} since position to go on from; empty for none
 * @property {string} tenant
 *
 * @typedef {object} Place
 * @property {string} http origin of the server
 * @property {string} ws address of the WebSocket
 * @property {string} [protocol] subprotocol; none in the `channels` dialect
 * @property {string} [token]
 * @property {string} [adminKey]
 */

export const TOOLS = ['curl', 'wscat', 'JavaScript'];

/** Secrets are shown like this; the copy holds them in full. */
export const shorten = (secret) => (secret && secret.length > 12 ? `${secret.slice(0, 8)}…` : secret);

/**
 * @param {string} tool one of {@link TOOLS}
 * @param {Action} action
 * @param {Place} place
 */
export function byHand(tool, action, place) {
  switch (tool) {
    case 'curl':
      return curl(action, place);
    case 'wscat':
      return wscat(action, place);
    default:
      return script(action, place);
  }
}

function curl(action, { http, adminKey = '<api key>' }) {
  if (action.kind !== 'publish' && action.kind !== 'burst') {
    return `# only over a WebSocket; what the server holds:\ncurl -s ${http}/stats -H ${quote(`x-api-key: ${adminKey}`)}`;
  }
  const params = { tenant: action.tenant, channel: action.channel, data: action.data };
  return [
    `curl -s ${action.kind === 'burst' ? quote(`${http}/call?n=[1-1000]`) : `${http}/call`}`,
    `  -H ${quote(`x-api-key: ${adminKey}`)}`,
    `  -H 'content-type: application/json'`,
    `  -d ${quote(JSON.stringify({ key: 'websocket.broadcast', params }))}`,
  ].join(' \\\n');
}

function wscat(action, place) {
  const protocol = place.protocol ? ` -s ${place.protocol}` : '';
  return [`wscat -c ${quote(place.ws)}${protocol}`, ...frames(action, place).map((frame) => JSON.stringify(frame))].join('\n');
}

function script(action, place) {
  const protocol = place.protocol ? `, '${place.protocol}'` : '';
  const sends = frames(action, place).map((frame) => `ws.send(JSON.stringify(${JSON.stringify(frame)}))`);
  return [
    `const ws = new WebSocket('${place.ws}'${protocol})`,
    'ws.onmessage = ({ data }) => console.log(data)',
    'ws.onopen = () => {',
    ...sends.map((send) => `  ${send}`),
    '}',
  ].join('\n');
}

/** The frames a new connection has to send to do the same. */
function frames({ kind, channel, data, since }, { token, protocol }) {
  const subs = kind === 'ping' ? undefined : { [channel]: kind === 'resume' ? since : {} };
  const hello = protocol
    ? [{ type: 'connect', id: 1, token, ...(subs && { subs }) }]
    : Object.keys(subs ?? {}).map((name) => ({ type: 'subscribe', channel: name }));
  switch (kind) {
    case 'publish':
    case 'burst':
      return [...hello, protocol ? { type: 'publish', id: 2, channel, data } : { type: 'message', channel, data }];
    case 'unsubscribe':
    case 'ping':
      return [...hello, { type: kind, ...(protocol && { id: 2 }), ...(kind === 'unsubscribe' && { channel }) }];
    default:
      return hello;
  }
}

/** One argument for a POSIX shell. */
function quote(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
