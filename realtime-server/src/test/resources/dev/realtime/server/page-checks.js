// Run inside the page: what its modules promise, checked without a server. Answers {promise: complaint}.
(async () => {
  const load = (name) => import(`${location.origin}/${name}.js`);
  const { Absence } = await load('absence');
  const { backoff } = await load('backoff');
  const { Connection } = await load('connection');
  const { Cursor } = await load('cursor');
  const { redact } = await load('frames');
  const { byHand } = await load('snippets');
  const { channels, native } = await load('wire');

  const same = (actual, expected) => {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      throw new Error(`need ${JSON.stringify(expected)} but got ${JSON.stringify(actual)}`);
    }
  };

  /** A socket that does what the check says. */
  class FakeSocket {
    static OPEN = 1;
    static all = [];
    readyState = 1;
    sent = [];
    constructor() {
      FakeSocket.all.push(this);
    }
    send(text) {
      this.sent.push(JSON.parse(text));
    }
    close(code) {
      this.closed = code;
    }
    says(frame) {
      this.onmessage({ data: JSON.stringify(frame) });
    }
    closes(code, reason = '') {
      this.onclose({ code, reason });
    }
  }

  const connect = async (subs = {}) => {
    const pushed = [];
    const asked = [];
    const connection = new Connection(
      native('ws://nowhere'),
      async (fresh) => (asked.push(fresh), 'secret'),
      () => subs,
      { changed() {}, passed() {}, pushed: (frame) => pushed.push(frame.type) },
    );
    const open = async () => {
      const socket = FakeSocket.all.at(-1);
      socket.onopen({});
      await null;
      await null;
      return socket;
    };
    connection.connect();
    return { connection, pushed, asked, open, socket: await open() };
  };

  const at = (epoch, offset) => {
    const cursor = new Cursor();
    cursor.subscribed({ epoch, offset });
    return cursor;
  };
  const counts = ({ offset, received, lost, repeated }) => ({ offset, received, lost, repeated });

  const checks = {
    'a cursor counts a jump as a loss': () => {
      const cursor = at('a', 4);
      cursor.message({ offset: 5 });
      cursor.message({ offset: 9 });
      same(counts(cursor), { offset: 9, received: 2, lost: 3, repeated: 0 });
    },
    'a cursor counts a step back as a repetition': () => {
      const cursor = at('a', 4);
      same([cursor.message({ offset: 5 }), cursor.message({ offset: 5 })], [true, false]);
      same(counts(cursor), { offset: 5, received: 1, lost: 0, repeated: 1 });
    },
    'a gap is a loss, once': () => {
      const cursor = at('a', 4);
      cursor.gap({ from: 5, to: 7 });
      cursor.gap({ from: 5, to: 7 });
      cursor.message({ offset: 8 });
      same(counts(cursor), { offset: 8, received: 1, lost: 3, repeated: 0 });
    },
    'a position is no loss': () => {
      const cursor = at('a', 4);
      cursor.position({ offset: 7 });
      cursor.message({ offset: 8 });
      same(counts(cursor), { offset: 8, received: 1, lost: 0, repeated: 0 });
    },
    'a subscription that starts further on is a loss': () => {
      const cursor = at('a', 4);
      cursor.subscribed({ epoch: 'a', offset: 10 });
      same(counts(cursor), { offset: 10, received: 0, lost: 6, repeated: 0 });
    },
    'another epoch begins anew': () => {
      const cursor = at('a', 40);
      cursor.subscribed({ epoch: 'b', offset: 2 });
      cursor.message({ offset: 3 });
      same(counts(cursor), { offset: 3, received: 1, lost: 0, repeated: 0 });
    },
    'an absence counts what was published meanwhile': () => {
      const cursor = at('a', 4);
      const absence = new Absence(cursor);
      absence.end({ epoch: 'a', offset: 4 }, 6);
      same([5, 6, 7].map((offset) => cursor.message({ offset }) && absence.takes({ offset })), [true, true, false]);
      same(absence.report(cursor), { missed: 2, recovered: 2, lost: 0, repeated: 0 });
      same(absence.settled(cursor), true);
    },
    'an absence that is not continued tells what is lost': () => {
      const cursor = at('a', 4);
      const absence = new Absence(cursor);
      cursor.subscribed({ epoch: 'a', offset: 9 });
      absence.end({ epoch: 'a', offset: 9 }, 7);
      same(absence.settled(cursor), true);
      same(absence.report(cursor), { missed: 5, recovered: 0, lost: 5, repeated: 0 });
    },
    'the waits are 1, 2, 4, 8, 16 and 30 seconds, a fifth more or less': () => {
      same([0, 1, 2, 3, 4, 5, 6].map((attempt) => backoff(attempt, () => 0.5)), [1000, 2000, 4000, 8000, 16000, 30000, 30000]);
      same([backoff(0, () => 0), backoff(0, () => 0.999999)], [800, 1200]);
    },
    'an open socket is not yet a connection': async () => {
      const { connection, socket } = await connect({ chat: { epoch: 'a', offset: 3 } });
      same(connection.state, 'connecting');
      same(socket.sent[0].subs, { chat: { epoch: 'a', offset: 3 } });
      socket.says({ type: 'connected', id: 1, client: 'c_1', session: 's' });
      same(connection.state, 'connected');
      connection.disconnect();
    },
    'a drop comes back with the session': async () => {
      const { connection, open, socket } = await connect();
      socket.says({ type: 'connected', id: 1, session: 'before' });
      connection.drop();
      same([connection.state, socket.closed], ['reconnecting', 4000]);
      connection.connect();
      const next = await open();
      same(next.sent[0].session, 'before');
      connection.disconnect();
    },
    'what an abandoned socket still says is ignored': async () => {
      const { connection, pushed, socket } = await connect();
      socket.says({ type: 'connected', id: 1 });
      connection.drop();
      socket.says({ type: 'message', channel: 'chat', offset: 1 });
      same(pushed, ['connected']);
      connection.disconnect();
    },
    '4001 means come back, 4503 means do not': async () => {
      const first = await connect();
      first.socket.closes(4001, 'Server shutting down');
      same([first.connection.state, first.connection.reason], ['reconnecting', 'Server shutting down (4001)']);
      first.connection.disconnect();
      const second = await connect();
      second.socket.closes(4503);
      same(second.connection.state, 'failed');
    },
    'a refused token is asked for anew, once': async () => {
      const { connection, asked, open, socket } = await connect();
      socket.closes(4501);
      same(connection.state, 'reconnecting');
      connection.connect();
      (await open()).closes(4501);
      same([connection.state, asked], ['failed', [false, true]]);
    },
    'a request without an answer fails with the connection': async () => {
      const { connection, socket } = await connect();
      socket.says({ type: 'connected', id: 1 });
      const outcome = connection.request({ type: 'publish', channel: 'chat' }).catch(({ code }) => code);
      connection.drop();
      same(await outcome, 'CONNECTION_LOST');
      connection.disconnect();
    },
    'a frame that is shown has no secrets': () => {
      same(redact('{"type":"connect","token":"abc","session":"def","subs":{}}'), '{"type":"connect","token":"…","session":"…","subs":{}}');
    },
    'a line for the shell holds quotes': () => {
      const action = { kind: 'publish', channel: 'chat', tenant: 'acme', data: { text: "it's $HOME" }, since: {} };
      const line = byHand('curl', action, { http: 'http://h', ws: 'ws://h', adminKey: 'k' });
      same(line.includes(`{"text":"it'\\''s $HOME"}`), true);
    },
    'the channels dialect is translated both ways': () => {
      const wire = channels('ws://h/ws', 'a b');
      same(wire.url, 'ws://h/ws?userId=a%20b');
      same(wire.encode({ type: 'publish', id: 1, channel: 'chat', data: 1 }), { type: 'message', channel: 'chat', data: 1 });
      same(wire.decode({ type: 'message', channel: 'system', data: { message: 'Subscribed to chat' } }), { type: 'subscribed', channel: 'chat' });
    },
  };

  const answer = {};
  const WebSocketOfThePage = globalThis.WebSocket;
  globalThis.WebSocket = FakeSocket;
  for (const [name, check] of Object.entries(checks)) {
    answer[name] = await Promise.resolve().then(check).then(() => '', (error) => String(error.message));
  }
  globalThis.WebSocket = WebSocketOfThePage;
  return answer;
})()
