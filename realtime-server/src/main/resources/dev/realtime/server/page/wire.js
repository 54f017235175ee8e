/**
 * The wire formats the page speaks. A wire turns text into frames of realtime.v1 and back; it decides nothing.
 *
 * @typedef {object} Wire
 * @property {string} url
 * @property {string[]} protocols
 * @property {boolean} positions whether messages have offsets, which is what makes a resume possible
 * @property {(hello: object) => object | undefined} hello the frame that opens the conversation, if there is one
 * @property {(frame: object) => object} encode
 * @property {(json: any) => object} decode
 */

/** Ours: the token travels in the first frame, every message has an offset. */
export function native(url) {
  return {
    url,
    protocols: ['realtime.v1.json'],
    positions: true,
    hello: (hello) => ({ type: 'connect', ...hello, client: { name: 'page', version: '1' } }),
    encode: (frame) => frame,
    decode: (json) => json,
  };
}

/**
 * The `channels` dialect: the user's name stands in the address, messages have no offsets, publishes no acks. What is
 * sent while such a client is away is gone, and the page says so.
 */
export function channels(url, user) {
  return {
    url: `${url}?userId=${encodeURIComponent(user)}`,
    protocols: [],
    positions: false,
    hello: () => undefined,
    encode: ({ type, channel, data }) =>
      type === 'publish' ? { type: 'message', channel, data } : { type, ...(channel && { channel }) },
    decode: decodeChannels,
  };
}

function decodeChannels(json) {
  const text = json.channel === 'system' ? String(json.data?.message ?? '') : '';
  const [, verb, channel] = /^(Subscribed to|Unsubscribed from) (.+)$/.exec(text) ?? [];
  if (verb) {
    return { type: verb === 'Subscribed to' ? 'subscribed' : 'unsubscribed', channel };
  }
  if (json.channel === 'system' && json.data?.clientId) {
    return { type: 'connected', client: json.data.clientId };
  }
  if (json.channel === 'error') {
    return { type: 'error', code: json.data?.code ?? 'BAD_REQUEST', message: String(json.data?.error ?? '') };
  }
  return json;
}
