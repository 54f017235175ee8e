// One WebSocket, five channels. What the server says is {type, channel, data, timestamp}.

const BACKOFF_SECONDS = [1, 2, 4, 8, 16, 30];
const CHANNELS = ['chat', 'notifications', 'documents', 'analytics'];

const byId = (id) => document.getElementById(id);
const me = new URLSearchParams(location.search).get('user') ?? `guest-${Math.floor(Math.random() * 1000)}`;
const answers = new Map();
const documents = new Map();
let socket;
let attempts = 0;

byId('me').textContent = me;
byId('calls').textContent = [
  ['ai.chat', { prompt: 'What changed?' }],
  ['alerts.raise', { alertType: 'high_value_lead', message: 'a large one' }],
  ['documents.process', { documentId: 'd1' }],
].map(([key, params]) => `curl ${location.origin}/call -H "x-api-key: $KEY" `
  + `-H 'content-type: application/json' -d '${JSON.stringify({ key, params })}'`).join('\n');

byId('say').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = byId('text').value;
  if (socket.readyState === WebSocket.OPEN) {
    send({ type: 'message', channel: 'chat', data: { from: me, text } });
    // nobody gets his own messages back
    line('chat', me, text);
    byId('text').value = '';
  }
});

connect();
setInterval(() => socket.readyState === WebSocket.OPEN && send({ type: 'ping' }), 30_000);

function connect() {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  socket = new WebSocket(`${scheme}://${location.host}/ws?userId=${encodeURIComponent(me)}&role=member`);
  socket.addEventListener('open', () => {
    attempts = 0;
    status('connected');
    CHANNELS.forEach((channel) => send({ type: 'subscribe', channel }));
  });
  socket.addEventListener('message', (event) => hear(JSON.parse(event.data)));
  socket.addEventListener('close', () => {
    const seconds = BACKOFF_SECONDS[Math.min(attempts, BACKOFF_SECONDS.length - 1)];
    attempts += 1;
    status(`away, trying again in ${seconds} s`);
    setTimeout(connect, seconds * (500 + Math.random() * 500));
  });
}

function hear({ type, channel, data }) {
  if (type !== 'message') {
    return;
  }
  const how = { chat, notifications, documents: documentState, analytics, error: (it) => status(it.error) }[channel];
  how?.(data);
}

function chat(data) {
  if (data.answer === undefined) {
    line('chat', data.from ?? 'somebody', data.text ?? JSON.stringify(data));
    return;
  }
  if (!answers.has(data.answer)) {
    answers.set(data.answer, line('chat', 'assistant', ''));
  }
  const words = answers.get(data.answer);
  words.textContent = data.done ? data.text : words.textContent + data.chunk;
  if (data.done) {
    answers.delete(data.answer);
  }
}

function notifications(data) {
  line('notifications', data.alertType, data.message);
}

function documentState({ documentId, status: state, progress }) {
  if (!documents.has(documentId)) {
    const bar = document.createElement('progress');
    bar.max = 100;
    const text = line('documents', documentId, '');
    text.parentElement.append(bar);
    documents.set(documentId, { text, bar });
  }
  const { text, bar } = documents.get(documentId);
  text.textContent = `${state} (${progress} %)`;
  bar.value = progress;
}

function analytics(figures) {
  for (const place of document.querySelectorAll('[data-figure]')) {
    place.textContent = `${figures[place.dataset.figure]}${place.dataset.unit ?? ''}`;
  }
}

/** Adds a line to a list, and gives back the element of its text. */
function line(list, who, text) {
  const element = byId(list);
  element.querySelector('.none')?.remove();
  const item = document.createElement('li');
  const name = document.createElement('b');
  const words = document.createElement('span');
  name.textContent = who;
  words.textContent = text;
  item.append(name, words);
  element.append(item);
  while (element.children.length > 200) {
    element.firstElementChild.remove();
  }
  element.scrollTop = element.scrollHeight;
  return words;
}

function send(message) {
  socket.send(JSON.stringify(message));
}

function status(text) {
  byId('status').textContent = text;
}
